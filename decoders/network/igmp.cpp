// The Internet Group Management Protocol (RFC 1112, RFC 2236, RFC 3376).
#include "decoders/core/address.h"
#include "decoders/core/checksum.h"
#include "decoders/network/group_records.h"
#include "decoders/network/igmp_messages.h"
#include "decoders/network/network.h"

namespace tapbond::text {
namespace {

void put_response_time(Line& line, std::uint32_t code) {
  const std::uint32_t tenths = group_interval(code);
  line.put(" [max resp time ");
  if (tenths < 600) {
    line.print("{:.1f}s", tenths * 0.1);
  } else {
    line.print("{}m", tenths / 600);
    if (tenths % 600 != 0) line.print("{}s", tenths % 600 / 10);
  }
  line.put(']');
}

void put_query3(Line& line, Bytes data) {
  const std::uint32_t length = data.length();
  line.put(" v3");
  if (length < 12 || (length & 3) != 0) {
    line.print(" [invalid len {}]", length);
    return;
  }
  if (const auto code = data.u8(1); code != 100) put_response_time(line, code);
  if (data.u32(4) == 0) return;
  line.put(" [gaddr ");
  put_ipv4(line, data, 4);
  if (const std::uint32_t sources = data.u16(10); sources > 0) {
    if (length < 12 + sources * 4) {
      line.print(" [invalid number of sources {}]", sources);
    } else if (line.verbosity() > 1) {
      put_group_sources(line, data, 12, sources, kIgmpGroups);
    } else {
      line.print(", {} source(s)", sources);
    }
  }
  line.put(']');
}

void put_report3(Line& line, Bytes data) {
  const std::uint32_t length = data.length();
  if (length < 16 || (length & 3) != 0) {
    line.print(" [invalid len {}]", length);
    return;
  }
  put_group_report(line, data, kIgmpGroups);
}

void put_query(Line& line, Bytes data) {
  line.put("igmp query");
  if (data.length() >= 12) {
    put_query3(line, data);
    return;
  }
  if (const auto time = data.u8(1); time != 0) {
    line.put(" v2");
    if (time != 100) line.print(" [max resp time {}]", time);
  } else {
    line.put(" v1");
  }
  if (data.u32(4) != 0) {
    line.put(" [gaddr ");
    put_ipv4(line, data, 4);
    line.put(']');
  }
  if (data.length() != 8) line.print(" [len {}]", data.length());
}

void put_group(Line& line, Bytes data, std::string_view title) {
  if (data.raw(4, 4) == nullptr) return;
  line.put(title);
  put_ipv4(line, data, 4);
  if (data.length() != 8) line.print(" [len {}]", data.length());
}

}  // namespace

void igmp(Line& line, Bytes data, const IpContext&) {
  line.protocol = "igmp";
  if (line.quick()) {
    line.put("igmp");
    return;
  }
  switch (const unsigned type = data.u8(0)) {
    case 0x11:
      put_query(line, data);
      break;
    case 0x12:
      put_group(line, data, "igmp v1 report ");
      break;
    case 0x13:
      line.put("igmp dvmrp");
      dvmrp(line, data);
      break;
    case 0x14:
      line.put("igmp pimv1");
      pim_v1(line, data);
      break;
    case 0x16:
      put_group(line, data, "igmp v2 report ");
      break;
    case 0x17:
      put_group(line, data, "igmp leave ");
      break;
    case 0x22:
      line.put("igmp v3 report");
      put_report3(line, data);
      break;
    case 0x1e:
      trace_query(line, data, "mresp");
      break;
    case 0x1f:
      trace_query(line, data, "mtrace");
      break;
    default:
      line.print("igmp-{}", type);
  }
  if (line.verbosity() > 0 && data.has(0, data.length()) && checksum(data, data.length()) != 0) {
    line.print(" bad igmp cksum {:x}!", data.u16(2));
  }
}

}  // namespace tapbond::text
