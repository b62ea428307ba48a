package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/apigspec/apigspec/openapi/domain"
	"github.com/apigspec/apigspec/runner"
)

// console is where a command prints: what was asked for goes to Out,
// everything else to Err.
type console struct {
	Out, Err io.Writer
	// Args is the command line without the program's name.
	Args []string
}

// grammar is the command line. Every flag of run can also be set in the
// environment as APIGSPEC_ and the flag's name.
type grammar struct {
	Run     runCommand     `cmd:"" help:"Run the suite against a target and write the reports."`
	List    listCommand    `cmd:"" help:"List the cases that a run would execute."`
	Plan    planCommand    `cmd:"" help:"Print the exact requests of a run, in order, and what they unbind; nothing is sent."`
	Show    showCommand    `cmd:"" help:"Show one case: its clause and place, steps, expectations and a curl line."`
	Doctor  doctorCommand  `cmd:"" help:"Check what a run against a target needs, without changing anything."`
	Serve   serveCommand   `cmd:"" help:"Serve the embedded gateway and print a target file for it."`
	Derive  deriveCommand  `cmd:"" help:"Derive one OpenAPI 3.0.3 document from reference pages."`
	Trace   traceCommand   `cmd:"" help:"Tie clauses to cases, both ways; fail on an orphan."`
	Mutants mutantsCommand `cmd:"" help:"Run the suite against every mutant and variant of the embedded gateway."`
	Cleanup cleanupCommand `cmd:"" help:"Finish what an interrupted run left: bind again what it unbound, remove what it made."`
	Judge   judgeCommand   `cmd:"" help:"Judge a recorded event log again with today's rules, offline."`
	Render  renderCommand  `cmd:"" help:"Make the reports of an event log again, also of a run that was killed."`
	Merge   mergeCommand   `cmd:"" help:"Join the event logs of all shards of a run; ends with the exit code of the whole run."`
	Diff    diffCommand    `cmd:"" help:"Compare two runs; fail on regressions only."`
	Compare compareCommand `cmd:"" help:"Put the logs of several gateways side by side, clause by clause."`
	Verify  verifyCommand  `cmd:"" help:"Recompute a statement from its log, judge that again, and refuse any edit."`
	Version versionCommand `cmd:"" help:"Print the version and the digests of contract and case set."`
}

// profilesInWords lists the profiles with what they are about.
func profilesInWords() string {
	var words []string
	for _, p := range domain.Products() {
		words = append(words, fmt.Sprintf("%s (%s)", p.Name, p.Title))
	}
	return strings.Join(words, ", ") + " or " + domain.AllProfiles
}

// execute runs one command line and returns the program's exit code.
func execute(ctx context.Context, args []string, c console) runner.Exit {
	c.Args = args
	helped := false
	parser, err := kong.New(&grammar{},
		kong.Name("apigspec"),
		kong.Description("Tells whether an API gateway's management API does what its reference documents say."),
		kong.Writers(c.Out, c.Err),
		kong.Exit(func(int) { helped = true }),
		kong.DefaultEnvars(strings.TrimSuffix(variablePrefix, "_")),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.ValueFormatter(describeValue),
		kong.Vars{"profiles": profilesInWords()},
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(c),
	)
	if err != nil {
		fmt.Fprintf(c.Err, "apigspec: the command line's own description is wrong: %v\n", err)
		return runner.ExitHarness
	}
	command, err := parser.Parse(args)
	if helped {
		return runner.ExitConformant
	}
	if err != nil {
		fmt.Fprintf(c.Err, "apigspec: %v\nSee apigspec --help.\n", err)
		return runner.ExitUsage
	}
	if err := checkEnvironment(command, os.Environ()); err != nil {
		return exitOf(err, c.Err)
	}
	return exitOf(command.Run(), c.Err)
}

// describeValue adds the default to a flag's help; kong shows it only where
// there is no placeholder.
func describeValue(v *kong.Value) string {
	text := kong.DefaultHelpValueFormatter(v)
	if v.Flag == nil || v.Flag.PlaceHolder == "" || !v.HasDefault {
		return text
	}
	return strings.TrimSuffix(text, ".") + "; default " + v.Default + "."
}

// exit ends a command with a code of its own. Err may be nil when everything
// has been said already.
type exit struct {
	code runner.Exit
	err  error
}

// Error says why the command ended.
func (e *exit) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit code %d", e.code)
	}
	return e.err.Error()
}

// Unwrap returns the reason.
func (e *exit) Unwrap() error { return e.err }

// exitOf prints the error and returns the exit code that belongs to it.
func exitOf(err error, out io.Writer) runner.Exit {
	var (
		ended       *exit
		config      *runner.ConfigError
		unreachable *runner.UnreachableError
		selection   *runner.SelectionError
	)
	code := runner.ExitHarness
	switch {
	case err == nil:
		return runner.ExitConformant
	case errors.As(err, &ended):
		code = ended.code
		if ended.err == nil {
			return code
		}
	case errors.As(err, &config):
		code = runner.ExitUsage
	case errors.As(err, &unreachable):
		code = runner.ExitUnreachable
	case errors.As(err, &selection):
		code = runner.ExitNothing
	case errors.Is(err, context.Canceled):
		code = runner.ExitInterrupted
	}
	fmt.Fprintf(out, "apigspec: %v\n", err)
	return code
}

// usage marks an error as the user's to mend.
func usage(format string, args ...any) error {
	return &exit{code: runner.ExitUsage, err: fmt.Errorf(format, args...)}
}
