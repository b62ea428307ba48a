package page

import (
	"strings"

	"github.com/apigspec/apigspec/openapi/lazyregexp"
)

var (
	actionPattern    = lazyregexp.New(`^[a-z][a-zA-Z0-9_-]*:[*A-Za-z0-9_-]*:[*A-Za-z0-9_-]+$`)
	conditionPattern = lazyregexp.New(`^[a-z][\w-]*:[A-Z][^\s:]*$`)
	resourcePattern  = lazyregexp.New(`^[A-Za-z*][\w*-]* ?\*?$`)
	accessPattern    = lazyregexp.New(`^(?i:read|write|list|tagging|permission[_ ]management)$`)
)

// permissionHeaders are the header cells of the table of permissions.
var permissionHeaders = map[string]bool{
	"action": true, "access level": true, "resource type": true, "condition key": true, "condition keys": true, "alias": true, "dependencies": true, "dependency": true,
}

func permissionHeader(text string) bool {
	text, _, _ = strings.Cut(strings.ToLower(text), "(")
	return permissionHeaders[strings.TrimSpace(text)]
}

// permissionHeaderAt reports whether the table's header cells begin at a block.
func (p *parser) permissionHeaderAt(i int) bool {
	return i+1 < len(p.blocks) && p.blocks[i].cell() && permissionHeader(p.blocks[i].text) && permissionHeader(p.blocks[i+1].text)
}

// authorization reads one block of the section: prose, or the table.
func (p *parser) authorization() {
	b := &p.blocks[p.next]
	_, _, table := tableHeading(b.text)
	if !table && !p.permissionHeaderAt(p.next) {
		p.page.Other = append(p.page.Other, p.take()...)
		return
	}
	if table {
		p.next++
	}
	for p.next < len(p.blocks) && permissionHeader(p.blocks[p.next].text) {
		p.next++
	}
	for p.next < len(p.blocks) && p.actionAt(p.next) {
		p.permission()
	}
}

// actionAt reports whether a row begins: an action and its access level.
func (p *parser) actionAt(i int) bool {
	return i+1 < len(p.blocks) && p.blocks[i].cell() && actionPattern.MatchString(p.blocks[i].text) &&
		p.blocks[i+1].cell() && accessPattern.MatchString(p.blocks[i+1].text)
}

// The columns of the table of permissions behind the access level.
const (
	resourceCell = iota
	conditionCell
	aliasCell
	dependencyCell
)

// permission reads one row. Cells are told apart by their form, and cells of
// actions by their order: pages print "-" in an empty cell, or nothing.
func (p *parser) permission() {
	b := &p.blocks[p.next]
	row := Permission{Action: b.text, AccessLevel: p.blocks[p.next+1].text, Line: b.number()}
	p.next += 2
	at := resourceCell
	for ; p.next < len(p.blocks) && !p.actionAt(p.next); p.next++ {
		if _, ok := p.headingAt(p.next); ok {
			break
		}
		cell := &p.blocks[p.next]
		if cell.text == "-" {
			at++
			continue
		}
		kind, ok := p.permissionCell(cell, at)
		if !ok {
			break
		}
		row.add(kind, cell)
		at = kind + 1
	}
	p.page.Authorization = append(p.page.Authorization, row)
}

// permissionCell says which column a cell belongs to.
func (p *parser) permissionCell(cell *block, at int) (kind int, ok bool) {
	text := cell.lines[0].text
	switch {
	case actionPattern.MatchString(text):
		if at >= dependencyCell {
			return dependencyCell, true
		}
		if len(cell.lines) > 1 && cell.bullet() && !p.actionsFollow(p.next+1) {
			return dependencyCell, true
		}
		return aliasCell, true
	case conditionPattern.MatchString(text):
		return conditionCell, true
	case resourcePattern.MatchString(text):
		return resourceCell, true
	}
	return 0, false
}

// actionsFollow reports whether another cell of actions, or an empty one,
// follows in the same row.
func (p *parser) actionsFollow(i int) bool {
	if i >= len(p.blocks) || p.actionAt(i) {
		return false
	}
	return p.blocks[i].text == "-" || actionPattern.MatchString(p.blocks[i].lines[0].text)
}

func (r *Permission) add(kind int, cell *block) {
	to := [...]*[]string{&r.ResourceTypes, &r.ConditionKeys, &r.Aliases, &r.Dependencies}[kind]
	for i := range cell.lines {
		*to = append(*to, cell.lines[i].text)
	}
}
