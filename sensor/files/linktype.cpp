#include "sensor/files/linktype.h"

#include <fmt/format.h>
#include <pcap/pcap.h>

#include "sensor/files/pcap_format.h"

namespace tapbond {
namespace {

struct Pair {
  int dlt;
  int linktype;
};

constexpr Pair kDifferent[] = {
    {DLT_ATM_RFC1483, 100}, {DLT_RAW, 101},      {DLT_SLIP_BSDOS, 102},
    {DLT_PPP_BSDOS, 103},   {DLT_ATM_CLIP, 106},
};

}  // namespace

int linktype_of_dlt(int dlt) {
  for (const Pair& pair : kDifferent) {
    if (pair.dlt == dlt) return pair.linktype;
  }
  return dlt;
}

int dlt_of_linktype(int linktype) {
  for (const Pair& pair : kDifferent) {
    if (pair.linktype == linktype) return pair.dlt;
  }
  return linktype;
}

std::uint32_t max_frame_bytes(int linktype) {
  constexpr std::uint32_t kMebibyte = 1 << 20;
  switch (linktype) {
    case 186:  // USB: of FreeBSD
    case 189:  // of Linux
    case 220:  // of Linux, memory-mapped
    case 249:  // of USBPcap
    case 266:  // of Darwin
    case 231:  // D-Bus
      return 128 * kMebibyte;
    case 279:  // EBHSCR
      return 8 * kMebibyte;
    default:
      return pcap::kMaxFrameBytes;
  }
}

std::string linktype_name(int linktype) {
  const int dlt = dlt_of_linktype(linktype);
  const char* name = pcap_datalink_val_to_name(dlt);
  const char* description = pcap_datalink_val_to_description(dlt);
  if (name == nullptr) return fmt::format("{}", linktype);
  return fmt::format("{} ({})", name, description != nullptr ? description : "no description");
}

}  // namespace tapbond
