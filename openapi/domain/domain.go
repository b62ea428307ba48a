// Package domain holds what the pages leave to those who know the products:
// which gateway products there are, which kinds of bindings, and for each kind
// how it is bound, listed, unbound and accounted for. One table of products,
// one of kinds, one row each; nothing else in the project spells a product, a
// kind or the id of an operation.
//
// What a page does say (statuses, codes of refusals, bounds, examples) is not
// here: that is the contract's.
//
// [Lookup] leads from an operation's id to its product and its kind of binding.
// All functions return values of their own, which the caller may change.
package domain
