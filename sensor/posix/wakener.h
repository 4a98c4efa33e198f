// Wakes a thread that waits in poll(2), from another one.
#pragma once

#include "sensor/posix/file_descriptor.h"

namespace tapbond {

class Wakener {
 public:
  // Throws std::system_error.
  Wakener();

  // To poll for input; there is some from wake() until clear().
  int descriptor() const { return read_.get(); }

  void wake() const;   // from any thread
  void clear() const;  // by the one that waits

 private:
  FileDescriptor read_;
  FileDescriptor write_;
};

}  // namespace tapbond
