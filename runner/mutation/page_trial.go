package mutation

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/derive"
	"github.com/apigspec/apigspec/openapi/documents"
	"github.com/apigspec/apigspec/openapi/page"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/gateway"
	"github.com/apigspec/apigspec/runner/judge"
)

// RunPages is the mirror image of Run: it edits one fact of a page at a time,
// derives contract and cases anew, and runs those that claim the edited clause
// against the embedded gateway, which follows the page as it was. One of them
// has to fail and to blame the clause. The contract is the built-in one.
//
// The error is a *runner.ConfigError or *runner.SelectionError for a bad
// pattern, or the context's.
func RunPages(ctx context.Context, config Config) (*Matrix, error) {
	pages, err := derive.ReadPages(documents.FS())
	if err != nil {
		return nil, fmt.Errorf("the pages that are edited: %w", err)
	}
	trials, unedited, err := pageTrials(config)
	if err != nil {
		return nil, err
	}
	err = tryAll(ctx, trials, config, func(t *Trial) error { return t.runPage(ctx, config, pages) })
	if err != nil {
		return nil, err
	}
	return &Matrix{Trials: trials, Unedited: unedited}, nil
}

// ListPages names what RunPages would try, and tries nothing.
func ListPages(config Config) ([]Trial, error) {
	trials, _, err := pageTrials(config)
	return trials, err
}

// pageTrials are the edits to be tried, and the observable clauses that there is
// none for.
func pageTrials(config Config) (trials []Trial, unedited []string, err error) {
	edits, unedited, err := pageEdits(config.Contract)
	if err != nil {
		return nil, nil, err
	}
	var all []Trial
	for _, edit := range edits {
		clause, _ := config.Contract.Clause(edit.Clause)
		all = append(all, Trial{
			Kind: Page, Name: edit.Clause + "/" + edit.Name, Summary: edit.Summary,
			Operation: clause.Operation, Area: string(clause.Kind), Level: cases.Must, Clause: edit.Clause,
			Watch: edit.Watch, edit: edit,
		})
	}
	trials, err = matching(all, config.Only)
	return trials, unedited, err
}

// pageEdits are the edits of all pages that a contract was derived from, and the
// observable clauses that there is none for.
func pageEdits(contract *openapi.Contract) (edits []pageEdit, unedited []string, err error) {
	for i := range contract.Operations {
		operation := &contract.Operations[i]
		text, err := fs.ReadFile(documents.FS(), operation.Page+".txt")
		if err != nil {
			return nil, nil, fmt.Errorf("the page of %s: %w", operation.ID, err)
		}
		e, err := newEditor(contract, operation, string(text))
		if err != nil {
			return nil, nil, err
		}
		for _, clause := range contract.ClausesOf(operation.ID) {
			found := e.edits(clause)
			edits = append(edits, found...)
			if clause.Excluded == "" && len(found) == 0 {
				unedited = append(unedited, clause.ID)
			}
		}
	}
	return edits, unedited, nil
}

// edition is the contract of all pages, one of which is edited.
func edition(pages []*page.Page, name, text string) (*openapi.Contract, error) {
	edited, err := page.Parse(name, []byte(text))
	if err != nil {
		return nil, err
	}
	all := slices.Clone(pages)
	all[slices.IndexFunc(all, func(p *page.Page) bool { return p.Name == name })] = edited
	document, err := derive.Derive(all)
	if err != nil {
		return nil, err
	}
	return openapi.Parse(document.YAML())
}

// runPage tries the edit of a page. The error says why it could not be tried.
func (t *Trial) runPage(ctx context.Context, config Config, pages []*page.Page) error {
	operation, _ := config.Contract.Operation(t.Operation)
	edited, err := edition(pages, operation.Page, t.edit.Text)
	if err != nil {
		return fmt.Errorf("the edited page yields no contract: %w", firstLine(err))
	}
	all, err := cases.All(edited)
	if err != nil {
		return fmt.Errorf("the edited page yields no cases: %w", firstLine(err))
	}
	if t.Watch == "" {
		return t.runWithout(ctx, config, edited, all)
	}
	t.follow(edited, operation)
	if err := observable(edited, t.Watch); err != nil {
		return err
	}
	first, others := claiming(all, t.Watch)
	if len(first)+len(others) == 0 {
		return fmt.Errorf("no case claims %s", t.Watch)
	}
	for _, some := range [][]cases.Case{first, others} {
		if len(t.Kills) > 0 || len(some) == 0 {
			continue
		}
		results, err := try(ctx, edited, some, gateway.Options{}, config.Options)
		if err != nil {
			return err
		}
		t.weighPage(results, t.Watch)
	}
	return nil
}

// firstLine is the first of many errors.
func firstLine(err error) error {
	text, more, several := strings.Cut(err.Error(), "\n")
	if !several {
		return err
	}
	return fmt.Errorf("%s (and %d more)", text, 1+strings.Count(more, "\n"))
}

// follow watches the operation that the edited page describes, which may have
// another id.
func (t *Trial) follow(edited *openapi.Contract, before *openapi.Operation) {
	for _, o := range edited.Operations {
		if o.Page != before.Page {
			continue
		}
		t.Watch = o.ID + strings.TrimPrefix(t.Watch, before.ID)
		if t.edit.Subject != "" {
			t.edit.Subject = o.ID + strings.TrimPrefix(t.edit.Subject, before.ID)
		}
	}
}

// observable says why an edited page does not state a clause that can be watched.
func observable(edited *openapi.Contract, watch string) error {
	clause, ok := edited.Clause(watch)
	switch {
	case !ok:
		return fmt.Errorf("the edited page does not state %s", watch)
	case clause.Excluded != "":
		return fmt.Errorf("the edited page states %s, which is excluded: %s", watch, clause.Excluded)
	}
	return nil
}

// claiming are the must cases that claim a clause: those that test it, and the
// others.
func claiming(all []cases.Case, clause string) (first, others []cases.Case) {
	for _, c := range all {
		switch at := slices.Index(c.Clauses, clause); {
		case c.Level != cases.Must || at < 0:
		case at == 0:
			first = append(first, c)
		default:
			others = append(others, c)
		}
	}
	return first, others
}

// weighPage sorts out which of the cases that claim a clause found it broken.
func (t *Trial) weighPage(results []runner.Result, clause string) {
	slices.SortFunc(results, func(a, b runner.Result) int { return strings.Compare(a.Case.ID, b.Case.ID) })
	for _, r := range results {
		if !isFailure(r) {
			continue
		}
		t.Failed = append(t.Failed, r.Case.ID)
		if blames(r, cmp.Or(t.edit.Subject, clause)) {
			t.Kills = append(t.Kills, r.Case.ID)
			if t.Blamed = cmp.Or(t.Blamed, blamed(r)); blamesExactly(r, clause) {
				t.Blamed = clause
			}
		} else if t.Misattributed == "" {
			t.Misattributed = fmt.Sprintf("%s blames %s instead of %s", r.Case.ID, cmp.Or(blamed(r), "no clause"), clause)
		}
	}
	if len(t.Kills) > 0 {
		t.Misattributed = ""
	}
}

// blames reports whether the result's diagnosis leads to a clause, or to all that
// the page says of one thing: a deviation is about it, or the case tests it and
// the response is not the one that is due.
func blames(r runner.Result, of string) bool {
	tests := len(r.Case.Clauses) > 0 && related(r.Case.Clauses[0], of)
	return slices.ContainsFunc(r.Deviations, func(d judge.Deviation) bool {
		return related(d.Clause, of) || tests && strings.HasPrefix(d.Clause, r.Case.Operation+"/response/")
	})
}

// blamesExactly reports whether a deviation names the very clause.
func blamesExactly(r runner.Result, clause string) bool {
	return slices.ContainsFunc(r.Deviations, func(d judge.Deviation) bool { return d.Clause == clause })
}

// runWithout tries a page that a promise was taken out of. No gateway that
// keeps it shows the difference, but one that does not keep it: a mutant that
// the cases fail for it under the page as it was has to pass under the edited one,
// in every case that is about what the operation does.
func (t *Trial) runWithout(ctx context.Context, config Config, edited *openapi.Contract, all []cases.Case) error {
	var breaking []gateway.Mutant
	for _, m := range gateway.Mutants() {
		if m.Clause == t.Clause && m.Level == string(cases.Must) {
			breaking = append(breaking, m)
		}
	}
	if len(breaking) == 0 {
		return errors.New("no mutant of the gateway breaks the clause")
	}
	first, others := claiming(config.Cases, t.Clause)
	freed, _ := claiming(all, t.Operation+"/function/effect")
	if len(freed) == 0 {
		return errors.New("no case looks at the effect under the edited page")
	}
	for _, m := range breaking {
		options := gateway.Options{Mutant: m.ID}
		before, err := try(ctx, config.Contract, append(first, others...), options, config.Options)
		if err != nil {
			return err
		}
		t.weighPage(before, t.Clause)
		after, err := try(ctx, edited, freed, options, t.options(config))
		if err != nil {
			return err
		}
		for _, r := range after {
			if isFailure(r) {
				t.Alarms = append(t.Alarms, alarm(r))
			}
		}
	}
	return nil
}
