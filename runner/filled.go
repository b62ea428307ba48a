package runner

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/runner/fixtures"
	"github.com/apigspec/apigspec/runner/target"
)

// Filled is a case with the ids that the target file gives its placeholders. Nothing
// is sent: a record that only a list shows is described, as "{acl record of API …}", and
// what the target file does not name stays a placeholder. Missing says what that is.
func Filled(ctx context.Context, contract *openapi.Contract, t target.Target, c cases.Case) (filled cases.Case, missing string, err error) {
	t.Fixtures.Mode, t.Fixtures.Readback = "static", true
	r := newRun(Config{Contract: contract, Cases: []cases.Case{c}, Target: t}, nil)
	e := r.newExecution(c)
	f := filler{names: &names{target: t, detaching: !e.kind().ByRecord()}}
	if hasFixtures(e.product()) {
		if r.ledger, err = fixtures.Open(ctx, newUnsent(t, r.sender.meanings), t, r.products()); err != nil {
			return c, "", &ConfigError{Err: err}
		}
		var short *fixtures.Shortage
		f.names.set, _, err = r.ledger.Fill(ctx, e.need)
		switch {
		case errors.As(err, &short):
			f.missing = short.Sentence
		case err != nil:
			return c, "", err
		}
	}
	filled = c
	filled.Steps = slices.Clone(c.Steps)
	for i := range filled.Steps {
		s := &filled.Steps[i]
		op := e.op
		if s.Request.Operation != "" {
			op = r.operation(s.Request.Operation)
		}
		if err := f.step(op, s); err != nil {
			return c, "", err
		}
	}
	return filled, f.missing, nil
}

// filler fills in a case as far as there are ids.
type filler struct {
	names *names
	// missing is the first that there is no id for, in words; empty if there is none.
	missing string
}

// lookup is that of the names, but for what they do not know.
func (f *filler) lookup(r cases.Ref) ([]string, error) {
	ids, err := f.names.lookup(r)
	var short *fixtures.Shortage
	if errors.As(err, &short) {
		f.missing = cmp.Or(f.missing, short.Sentence)
		return []string{r.String()}, nil
	}
	return ids, err
}

func (f *filler) step(op openapi.Operation, s *cases.Step) (err error) {
	if err = f.request(op, &s.Request); err != nil {
		return err
	}
	if s.Expect.AnyOf, err = f.outcomes(s.Expect.AnyOf); err != nil {
		return err
	}
	s.Expect.Absent, err = f.outcomes(s.Expect.Absent)
	return err
}

// request fills in every path parameter, also those that the request leaves to the
// operation.
func (f *filler) request(op openapi.Operation, r *cases.Request) error {
	var errs []error
	fill := func(text string) string {
		filled, err := cases.Expand(text, f.lookup)
		errs = append(errs, err)
		return filled
	}
	path := map[string]string{}
	for segment := range strings.SplitSeq(op.Path, "/") {
		name, found := strings.CutPrefix(segment, "{")
		if !found {
			continue
		}
		name = strings.TrimSuffix(name, "}")
		value, set := r.Path[name]
		if !set {
			value = cases.PathPlaceholder(name)
		}
		if path[name] = fill(value); path[name] != value {
			path[name] = url.PathEscape(path[name])
		}
	}
	r.Path = path
	if r.Query != nil {
		query := fill(*r.Query)
		r.Query = &query
	}
	headers := map[string]string{}
	for name, value := range r.Headers {
		headers[name] = fill(value)
	}
	r.Headers = headers
	if r.Body != nil {
		body := *r.Body
		if body.Raw != nil {
			raw := fill(*body.Raw)
			body.Raw = &raw
		} else if !body.None {
			filled, err := cases.ExpandJSON(body.JSON, f.lookup)
			body.JSON, errs = filled, append(errs, err)
		}
		r.Body = &body
	}
	return errors.Join(errs...)
}

// outcomes fills in the ids that outcomes speak of.
func (f *filler) outcomes(list []cases.Outcome) ([]cases.Outcome, error) {
	list = slices.Clone(list)
	for i := range list {
		o := &list[i]
		lists := []*[]string{&o.Unbinds}
		if o.Batch != nil {
			batch := *o.Batch
			o.Batch = &batch
			lists = append(lists, &batch.Succeed, &batch.Fail, &batch.Either, &batch.Repeats)
		}
		for _, ids := range lists {
			filled, err := cases.ExpandAll(*ids, f.lookup)
			if err != nil {
				return nil, err
			}
			*ids = filled
		}
	}
	return list, nil
}
