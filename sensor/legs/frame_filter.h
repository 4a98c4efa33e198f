// A filter expression, compiled for frames of one link type as they stand in a file: with their
// VLAN tags in place, wherever they come from.
#pragma once

#include <pcap/pcap.h>

#include <cstdint>
#include <string>
#include <vector>

#include "bond/frame.h"

namespace tapbond {

class FrameFilter {
 public:
  // Throws std::runtime_error with one line when the expression does not compile for the link type,
  // or names a host or network: that would have to be asked for, and nothing is sent.
  FrameFilter(const std::string& expression, int linktype);

  // One that nothing passes.
  FrameFilter();

  // Of a filter that needs_interface(), nothing passes here.
  bool passes(const std::uint8_t* bytes, std::uint32_t captured, std::uint32_t length) const;
  bool passes(const Frame& frame) const {
    return passes(frame.bytes, frame.captured, frame.length);
  }

  // Whether it asks for what the kernel alone knows, of a frame on an interface (inbound,
  // outbound, ifindex).
  bool needs_interface() const;

  bool passes_nothing() const;

  const std::vector<bpf_insn>& program() const { return program_; }

 private:
  std::vector<bpf_insn> program_;
};

// What an interface that was captured with one filter, and is read with another, is said to have.
std::string both_filters(const std::string& before, const std::string& here);

}  // namespace tapbond
