// Where messages go: standard error, in the form that its reader likes.
#pragma once

namespace tapbond {

// Sets spdlog's default logger. In the journal, which adds program and time by itself, a line
// begins with its priority as in sd-daemon(3); elsewhere with the program's name. Whatever
// is in a message, it is one line that can be seen (sensor/posix/visible_text.h).
void set_up_log();

}  // namespace tapbond
