// A filter expression for frames of one link type that were read from a file.
#pragma once

#include <pcap/pcap.h>

#include <memory>
#include <string>

#include "bond/frame.h"

namespace tapbond {

class FrameFilter {
 public:
  // Throws std::runtime_error with one line when the expression does not compile for the link type.
  FrameFilter(const std::string& expression, int linktype);

  bool passes(const Frame& frame) const;

 private:
  struct ProgramDeleter {
    void operator()(bpf_program* program) const;
  };
  std::unique_ptr<bpf_program, ProgramDeleter> program_;
};

}  // namespace tapbond
