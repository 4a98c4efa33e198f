#include "sensor/legs/frame_filter.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string_view>

#include "sensor/files/linktype.h"
#include "sensor/posix/name_lookup.h"

namespace tapbond {
namespace {

// What Linux knows of a packet besides its bytes, for a filter, lies from here on (SKF_AD_OFF).
constexpr std::uint32_t kBesidesBytes = 0xfffff000;

// libpcap's optimizer takes the cube of the length: seconds here, minutes at twice that. A longer
// program that is there at once is the better one.
constexpr std::size_t kMostToOptimize = 8192;  // bytes of the expression

std::once_flag names_stay_here;

struct Program : bpf_program {
  Program() : bpf_program{} {}
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program() { pcap_freecode(this); }
};

// libpcap says "unknown host 'NAME'", of hosts and networks of every kind.
std::string explain(const std::string& complaint) {
  const std::string_view text = complaint;
  const std::size_t open = text.find('\'');
  const std::size_t close = text.rfind('\'');
  if (!text.starts_with("unknown ") || open == std::string_view::npos || close <= open + 1) {
    return complaint;
  }
  const std::string_view what = text.substr(0, open);
  const std::string_view name = text.substr(open + 1, close - open - 1);
  if (what.ends_with("ether host ")) {
    return fmt::format(
        "{} is a name, and names are not looked up; write the hardware address "
        "(ether host 02:00:00:00:00:01)",
        name);
  }
  if (what.ends_with("host ")) {
    return fmt::format(
        "{} is a name, and names are not looked up, as that would send a query; "
        "write the address (host 192.0.2.1)",
        name);
  }
  if (what.ends_with("network ")) {
    return fmt::format(
        "{} is a name, and names are not looked up, as that would send a query; "
        "write the network (net 192.0.2.0/24)",
        name);
  }
  return fmt::format("{}; write its number", complaint);
}

}  // namespace

FrameFilter::FrameFilter(const std::string& expression, int linktype) {
  constexpr int kSnaplen = 262144;
  std::call_once(names_stay_here, look_up_no_names_elsewhere);
  const std::unique_ptr<pcap_t, decltype(&pcap_close)> handle(
      pcap_open_dead(dlt_of_linktype(linktype), kSnaplen), pcap_close);
  Program program;
  const int optimize = expression.size() <= kMostToOptimize ? 1 : 0;
  if (pcap_compile(handle.get(), &program, expression.c_str(), optimize, PCAP_NETMASK_UNKNOWN) !=
      0) {
    throw std::runtime_error(fmt::format("the filter \"{}\" does not compile for {}: {}",
                                         expression, linktype_name(linktype),
                                         explain(pcap_geterr(handle.get()))));
  }
  program_.assign(program.bf_insns, program.bf_insns + program.bf_len);
}

FrameFilter::FrameFilter() : program_{BPF_STMT(BPF_RET | BPF_K, 0)} {}

bool FrameFilter::passes(const std::uint8_t* bytes, std::uint32_t captured,
                         std::uint32_t length) const {
  return bpf_filter(program_.data(), bytes, length, captured) != 0;
}

bool FrameFilter::needs_interface() const {
  return std::any_of(program_.begin(), program_.end(), [](const bpf_insn& instruction) {
    return BPF_CLASS(instruction.code) == BPF_LD && BPF_MODE(instruction.code) == BPF_ABS &&
           instruction.k >= kBesidesBytes;
  });
}

bool FrameFilter::passes_nothing() const {
  return program_.front().code == (BPF_RET | BPF_K) && program_.front().k == 0;
}

std::string both_filters(const std::string& before, const std::string& here) {
  return before.empty() || before == here ? here : fmt::format("({}) and ({})", before, here);
}

}  // namespace tapbond
