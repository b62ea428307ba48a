// Package state keeps, in one folder of the user's, what runs must know of each
// other: who is at work where, and what an interrupted run left to undo.
//
// Begin with [Open]. [Folder.LockOut] is for the folder that reports go to,
// [Folder.LockTarget] for a gateway that is changed: both are held by one process at
// a time and end with it, however it ends. [Folder.Journal] names the journal of a
// target, so that any later run finds it; only who holds the target's lock may read or
// write it, since otherwise it may be that of a run at work. [Folder.Journals] lists
// what is there.
//
// What stands in a journal is the business of package fixtures.
package state
