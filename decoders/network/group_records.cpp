#include "decoders/network/group_records.h"

#include "decoders/core/address.h"
#include "decoders/core/names.h"

namespace tapbond::text {
namespace {

constexpr Name kRecordTypes[] = {
    {1, "is_in"}, {2, "is_ex"}, {3, "to_in"}, {4, "to_ex"}, {5, "allow"}, {6, "block"},
};

}  // namespace

const GroupFamily kIgmpGroups{4, put_ipv4, 3};
const GroupFamily kListenerGroups{16, put_ipv6, 2};

void put_group_sources(Line& line, Bytes data, std::uint32_t at, std::uint32_t count,
                       const GroupFamily& family) {
  line.put(" {");
  for (std::uint32_t i = 0; i < count && !line.cut(); ++i) {
    line.put(' ');
    family.put_address(line, data, at + family.address_bytes * i);
  }
  line.put(" }");
}

void put_group_report(Line& line, Bytes report, const GroupFamily& family) {
  const std::uint32_t header = 4 + family.address_bytes;
  const std::uint32_t groups = report.u16(6);
  line.print(", {} group record(s)", groups);
  if (line.verbosity() == 0) return;
  std::uint32_t at = 8;
  for (std::uint32_t i = 0; i < groups && !line.cut(); ++i) {
    if (report.length() < at + header) {
      line.put(" [invalid number of groups]");
      return;
    }
    report.raw(at, header);
    line.put(" [gaddr ");
    family.put_address(line, report, at + 4);
    line.put(' ');
    const std::uint32_t type = report.u8(at);
    if (const Name* name = find_name(kRecordTypes, type)) {
      line.put(name->text);
    } else {
      line.print(" [v{}-report-#{}]", family.report_version, type);
    }
    const std::uint32_t sources = report.u16(at + 2);
    const std::uint32_t bytes = sources * family.address_bytes;
    if (report.length() < at + header + bytes) {
      line.print(" [invalid number of sources {}]", sources);
      return;
    }
    if (line.verbosity() == 1) {
      line.print(", {} source(s)", sources);
    } else {
      put_group_sources(line, report, at + header, sources, family);
    }
    at += header + bytes;
    line.put(']');
  }
}

}  // namespace tapbond::text
