// A filter, compiled for frames as they stand in a file, made into a program for the kernel.
//
// What a packet socket's filter sees is another thing (linux/filter.h, libpcap's pcap-linux.c): the
// VLAN tag has been taken out of the frame, and where the frame is "cooked" its header is made up
// afterwards. Both are known to the kernel beside the bytes, so that loads of them can be
// translated. Thus a filter means on an interface what it means in the file that is written. Where
// there is no Linux the program is the filter, and libpcap runs it (capture_handle.h).
#pragma once

#include <pcap/bpf.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tapbond {

// Where the bytes of a captured frame are while the kernel has it.
enum class FrameLayout {
  kAsItIs,   // all in the frame
  kTagged,   // Ethernet: a VLAN tag is apart
  kCooked,   // Linux cooked capture (LINKTYPE_LINUX_SLL): the header, and a tag in it
  kCooked2,  // version 2: the header; a tag is lost
};

struct KernelFilter {
  std::vector<bpf_insn> program;
  // Lets pass what the filter does, and nothing else. Otherwise it lets more pass, and frames with
  // all their bytes, so that the filter can be run on them afterwards.
  bool exact = true;
};

struct KernelFilterOptions {
  FrameLayout layout = FrameLayout::kAsItIs;
  std::uint32_t snaplen = 262144;  // bytes
  // Leaves out the frames that go out where they are seen coming in as well: on the loopback (the
  // index of that interface) and on CAN. libpcap would pass over them after they were counted.
  unsigned once_on = 0;  // 0: there are none
  // Instructions, so that there is room for others in front.
  std::size_t most = 4096 - 16;
};

// An empty filter lets everything pass.
KernelFilter kernel_filter(std::span<const bpf_insn> filter, const KernelFilterOptions& options);

}  // namespace tapbond
