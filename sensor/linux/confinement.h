// Giving up the system calls that the run does not need.
#pragma once

namespace tapbond {

// From here on the process, with all threads that it starts, has the system calls that a capture
// takes: read and write, files of its own making, sockets (a leg that went away is opened again),
// memory that is not executable, threads. Others fail with EPERM; those that only somebody who took
// the process over would make (execve, ptrace, ...) kill it. There is no way back. Warns where the
// kernel has no such filter. Call while the process has one thread, after all that needs more.
//
// Not so in a build with sanitizers: at the end of the process they trace it from another one.
void confine();

}  // namespace tapbond
