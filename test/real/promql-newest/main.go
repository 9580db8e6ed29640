// Says which PromQL the parser of a newer Prometheus takes than the one that is installed.
//
// Standard input: {"experimental": true, "expressions": ["sum(a)", …]}. Standard output: a text for each expression, empty when it
// is taken, or else why not.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/prometheus/prometheus/promql/parser"
)

func main() {
	var question struct {
		Experimental bool     `json:"experimental"`
		Expressions  []string `json:"expressions"`
	}
	if err := json.NewDecoder(os.Stdin).Decode(&question); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	promql := parser.NewParser(parser.Options{EnableExperimentalFunctions: question.Experimental})
	problems := make([]string, len(question.Expressions))
	for index, expression := range question.Expressions {
		if _, err := promql.ParseExpr(expression); err != nil {
			problems[index] = err.Error()
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(problems); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
