package documents_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

// listFile is the list of error codes.
const listFile = "error-codes.txt"

// errorCode is a row of the list of error codes.
type errorCode struct{ status, code, meaning string }

// String is the row without its prose.
func (e errorCode) String() string { return e.status + " " + e.code }

// restatedErrorCodes are the rows of the project's list: three paragraphs of
// one line each below the header cells, down to the end.
func restatedErrorCodes(t *testing.T) []errorCode {
	t.Helper()
	text, err := os.ReadFile(listFile)
	if err != nil {
		t.Fatal(err)
	}
	_, table, ok := strings.Cut(string(text), "\n\nStatus Code\n\nError Code\n\nMeaning\n\n")
	if !ok {
		t.Fatalf("%s has no table with the columns Status Code, Error Code and Meaning", listFile)
	}
	cells := strings.Split(strings.TrimSuffix(table, "\n"), "\n\n")
	if len(cells)%3 != 0 {
		t.Fatalf("%d cells are no rows of three", len(cells))
	}
	var rows []errorCode
	for row := range slices.Chunk(cells, 3) {
		rows = append(rows, errorCode{status: row[0], code: row[1], meaning: row[2]})
	}
	return rows
}

func TestErrorCodesAreRows(t *testing.T) {
	seen := map[string]bool{}
	for _, row := range restatedErrorCodes(t) {
		if status, err := strconv.Atoi(row.status); err != nil || status < 200 || status > 599 {
			t.Errorf("%s: %q is no status", row, row.status)
		}
		if product, number, ok := strings.Cut(row.code, "."); !ok || product == "" || len(number) != 4 {
			t.Errorf("%s: %q is no error code", row, row.code)
		}
		if seen[row.String()] {
			t.Errorf("%s stands there twice", row)
		}
		seen[row.String()] = true
		if strings.ContainsRune(row.meaning, '\n') || !strings.HasSuffix(row.meaning, ".") {
			t.Errorf("%s: the meaning is no sentence on a line of its own: %q", row, row.meaning)
		}
	}
}

// TestErrorCodesKeepTheFacts holds the list against the original one: the same
// statuses and codes, in other words.
func TestErrorCodesKeepTheFacts(t *testing.T) {
	originals := originalErrorCodes(t)
	var want, got []string
	prose := map[string][]string{}
	for _, row := range originals {
		id := fmt.Sprintf("%s %s", row[0], row[1])
		want = append(want, id)
		prose[id] = row[2:]
	}
	for _, row := range restatedErrorCodes(t) {
		got = append(got, row.String())
		for _, sentence := range prose[row.String()] {
			if wordsOf(sentence) == wordsOf(row.meaning) {
				t.Errorf("%s has the original's words: %q", row, sentence)
			}
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the codes differ (-original +restatement):\n%s", diff)
	}
}

// originalErrorCodes are the rows of the original list without its header:
// status, code, and columns of prose.
func originalErrorCodes(t *testing.T) [][]string {
	t.Helper()
	folder := os.Getenv("APIGSPEC_DOCUMENTS")
	if folder == "" {
		t.Skip("APIGSPEC_DOCUMENTS names no folder with the original error-codes.csv; it is not part of the project")
	}
	file, err := os.Open(filepath.Join(folder, "error-codes.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) < 2 || len(rows[0]) < 3 {
		t.Fatalf("%s is no table of statuses, codes and messages", file.Name())
	}
	return rows[1:]
}

// wordsOf leaves of a sentence what does not change with case and punctuation.
func wordsOf(sentence string) string {
	words := strings.FieldsFunc(strings.ToLower(sentence), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return strings.Join(words, " ")
}
