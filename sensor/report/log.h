// Where messages go: standard error, in the form that its reader likes.
#pragma once

namespace tapbond {

// Sets spdlog's default logger. In the journal, which adds program and time by itself, a line
// begins with its priority as in sd-daemon(3); elsewhere with the program's name.
void set_up_log();

}  // namespace tapbond
