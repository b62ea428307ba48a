package cases

import (
	"slices"

	"github.com/apigspec/apigspec/openapi/roles"
)

// opposing takes at its word a page which says of an operation that unbinds that
// it makes bindings: nothing may be unbound then, whatever else is expected.
func (lib *library) opposing(all []Case) {
	for i := range all {
		unbinding, known := lib.operations[all[i].Operation]
		if !known || !roles.Binds(unbinding.documented) {
			continue
		}
		all[i].Steps = slices.Clone(all[i].Steps)
		for s := range all[i].Steps {
			step := &all[i].Steps[s]
			step.Expect.AnyOf = slices.Clone(step.Expect.AnyOf)
			for o := range step.Expect.AnyOf {
				step.Expect.AnyOf[o].Unbinds, step.Expect.AnyOf[o].Named = nil, false
			}
		}
	}
}
