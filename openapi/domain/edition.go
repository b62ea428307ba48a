package domain

import (
	"slices"
	"strings"
	"unicode"
)

// Page is what a page shows of the operation that it describes.
type Page struct {
	Title string
	// Path is its path; what stands in braces may have any name.
	Path string
	// Moved is set where a parameter of the path travels in the query instead.
	Moved bool
	// Members are the names of its query parameters and of the members of its
	// body.
	Members []string
	// Product is the product that the page's own name begins with, if any.
	Product string
}

// unbinds is in the title of every page whose operation unbinds.
const unbinds = "unbind"

// Edition finds the operation that a page describes, by what an edition of its
// page keeps: the title's words, the shape of the path, in which one segment
// may have another name, and some member of the request. It tells nothing by
// the method, nor by the values that a parameter may have.
func Edition(page Page) (found Operation, ok bool) {
	nearest := 0
	for _, op := range Operations() {
		renamed, sameShape := renamedSegments(op.path(), page.Path, page.Moved)
		if !sameShape || renamed > 1 || !op.titled(page.Title) || !op.asksFor(page.Members) {
			continue
		}
		if !ok || renamed < nearest || renamed == nearest && op.Product.Name == page.Product {
			found, nearest, ok = op, renamed, true
		}
	}
	return found, ok
}

func (o Operation) path() string {
	return "/" + o.Product.Version + "/{project_id}/" + o.Product.Segment + "/" + InstancesSegment + "/{" + InstanceParameter + "}/" + o.Unbind.Path
}

// renamedSegments counts the segments that differ; ok is false for paths of
// another shape. Where a parameter has moved, the other path lacks it.
func renamedSegments(path, other string, moved bool) (renamed int, ok bool) {
	mine, theirs := strings.Split(path, "/"), strings.Split(other, "/")
	if moved {
		return renamedWithoutOne(mine, theirs)
	}
	return renamedOf(mine, theirs)
}

// renamedWithoutOne is the least that differs when one parameter is left out.
func renamedWithoutOne(mine, theirs []string) (renamed int, ok bool) {
	for i, segment := range mine {
		if !strings.HasPrefix(segment, "{") {
			continue
		}
		n, same := renamedOf(slices.Concat(mine[:i], mine[i+1:]), theirs)
		if same && (!ok || n < renamed) {
			renamed, ok = n, true
		}
	}
	return renamed, ok
}

func renamedOf(mine, theirs []string) (renamed int, ok bool) {
	if len(mine) != len(theirs) {
		return 0, false
	}
	for i := range mine {
		parameter := strings.HasPrefix(mine[i], "{")
		switch {
		case parameter != strings.HasPrefix(theirs[i], "{"):
			return 0, false
		case !parameter && mine[i] != theirs[i]:
			renamed++
		}
	}
	return renamed, true
}

// titled reports whether a title speaks of unbinding the operation's policies,
// be it one or several.
func (o Operation) titled(title string) bool {
	title = strings.ToLower(title)
	return strings.Contains(title, unbinds) && strings.Contains(title, strings.TrimSuffix(o.Noun, "y"))
}

func (o Operation) asksFor(members []string) bool {
	name, _ := o.Unbind.Action()
	known := []string{name, o.Unbind.EnvMember, o.Unbind.IDMember}
	return slices.ContainsFunc(members, func(cell string) bool {
		// More than the name may stand in the cell of a name.
		return slices.ContainsFunc(strings.FieldsFunc(cell, partsNames), func(member string) bool {
			return slices.Contains(known, member)
		})
	})
}

func partsNames(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }
