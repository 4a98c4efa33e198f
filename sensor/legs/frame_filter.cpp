#include "sensor/legs/frame_filter.h"

#include <fmt/format.h>

#include <stdexcept>

#include "sensor/files/linktype.h"

namespace tapbond {

FrameFilter::FrameFilter(const std::string& expression, int linktype) {
  constexpr int kSnaplen = 262144;
  const std::unique_ptr<pcap_t, decltype(&pcap_close)> handle(
      pcap_open_dead(dlt_of_linktype(linktype), kSnaplen), pcap_close);
  auto program = std::make_unique<bpf_program>();
  if (pcap_compile(handle.get(), program.get(), expression.c_str(), 1, PCAP_NETMASK_UNKNOWN) != 0) {
    throw std::runtime_error(fmt::format("the filter \"{}\" does not compile for {}: {}",
                                         expression, linktype_name(linktype),
                                         pcap_geterr(handle.get())));
  }
  program_.reset(program.release());
}

void FrameFilter::ProgramDeleter::operator()(bpf_program* program) const {
  pcap_freecode(program);
  delete program;
}

bool FrameFilter::passes(const Frame& frame) const {
  pcap_pkthdr header{};
  header.caplen = frame.captured;
  header.len = frame.length;
  return pcap_offline_filter(program_.get(), &header, frame.bytes) != 0;
}

}  // namespace tapbond
