// Protocol Independent Multicast: version 2 (RFC 7761, RFC 5059, RFC 3973, RFC 5015).
#include "decoders/network/pim.h"

#include "decoders/core/address.h"
#include "decoders/core/checksum.h"
#include "decoders/core/duration.h"
#include "decoders/core/ip_protocol.h"
#include "decoders/network/network.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 4;
constexpr std::uint32_t kRegisterCovered = 8;  // a register's checksum leaves the packet out

enum Type : std::uint8_t {
  kHello = 0,
  kRegister = 1,
  kRegisterStop = 2,
  kJoinPrune = 3,
  kBootstrap = 4,
  kAssert = 5,
  kGraft = 6,
  kGraftAck = 7,
  kCandidate = 8,
  kPruneRefresh = 9,
  kElection = 10,
};

constexpr Name kTypes[] = {
    {kHello, "Hello"},
    {kRegister, "Register"},
    {kRegisterStop, "Register Stop"},
    {kJoinPrune, "Join / Prune"},
    {kBootstrap, "Bootstrap"},
    {kAssert, "Assert"},
    {kGraft, "Graft"},
    {kGraftAck, "Graft Acknowledgement"},
    {kCandidate, "Candidate RP Advertisement"},
    {kPruneRefresh, "Prune Refresh"},
    {kElection, "DF Election"},
    {11, "ECMP Redirect"},
};

constexpr Name kElections[] = {{1, "Offer"}, {2, "Winner"}, {3, "Backoff"}, {4, "Pass"}};
constexpr Name kRegisterFlags[] = {{0x80000000, "Border"}, {0x40000000, "Null"}};

void put_register(Line& line, Bytes body) {
  const std::uint32_t flags = body.u32(0);
  line.put(", Flags [ ");
  const Name* name = find_name(kRegisterFlags, flags);
  line.put(name != nullptr ? name->text : "none");
  line.put(" ]\n\t");
  const Bytes packet = body.from(4);
  const unsigned version = packet.u8(0) >> 4;
  if (line.cut()) return;
  if (version == 0) {
    if (packet.raw(0, 20) == nullptr) return;
    line.put("IP-Null-header ");
    put_ipv4(line, packet, 12);
    line.put(" > ");
    put_ipv4(line, packet, 16);
  } else if (version == 4) {
    ipv4(line, packet);
  } else if (version == 6) {
    ipv6(line, packet);
  } else {
    line.print("IP ver {}", version);
  }
}

void put_sources(Line& line, PimReader& reader, std::uint32_t count, std::string_view title) {
  for (std::uint32_t i = 1; i <= count && !line.cut(); ++i) {
    line.print("\n\t      {} source #{}: ", title, i);
    reader.put_address(PimAddress::kSource);
  }
}

void put_join_prune(Line& line, PimReader reader, bool acknowledgement) {
  if (!acknowledgement) {
    line.put(", upstream-neighbor: ");
    reader.put_address(PimAddress::kUnicast);
  }
  reader.skip(1);
  const std::uint32_t groups = reader.u8();
  const std::uint16_t hold = reader.u16();
  line.print("\n\t  {} group(s)", groups);
  if (!acknowledgement) {
    line.put(", holdtime: ");
    if (hold == 0xffff) {
      line.put("infinite");
    } else {
      put_duration(line, hold);
    }
  }
  for (std::uint32_t i = 1; i <= groups && !line.cut(); ++i) {
    line.print("\n\t    group #{}: ", i);
    reader.put_address(PimAddress::kGroup);
    const std::uint32_t joined = reader.u16();
    const std::uint32_t pruned = reader.u16();
    line.print(", joined sources: {}, pruned sources: {}", joined, pruned);
    put_sources(line, reader, joined, "joined");
    put_sources(line, reader, pruned, "pruned");
  }
}

void put_bootstrap(Line& line, PimReader reader) {
  line.print(" tag={:x}", reader.u16());
  line.print(" hashmlen={}", reader.u8());
  if (reader.rest().raw(0, 2) == nullptr) return;
  line.print(" BSRprio={}", reader.u8());
  line.put(" BSR=");
  reader.put_address(PimAddress::kUnicast);
  for (unsigned i = 0; reader.more(); ++i) {
    line.print(" (group{}: ", i);
    reader.put_address(PimAddress::kGroup);
    line.print(" RPcnt={}", reader.u8());
    const unsigned fragment = reader.u8();
    line.print(" FRPcnt={}", fragment);
    if (reader.rest().raw(0, 2) == nullptr) return;
    reader.skip(2);
    for (unsigned j = 0; j < fragment && reader.more(); ++j) {
      line.print(" RP{}=", j);
      reader.put_address(PimAddress::kUnicast);
      line.put(",holdtime=");
      reader.put_hold_time();
      line.print(",prio={}", reader.u8());
      reader.skip(1);
    }
    line.put(')');
  }
}

void put_assert(Line& line, PimReader reader) {
  line.put(" group=");
  reader.put_address(PimAddress::kGroup);
  line.put(" src=");
  reader.put_address(PimAddress::kUnicast);
  if (reader.rest().raw(0, 8) == nullptr) return;
  const std::uint32_t preference = reader.u32();
  if ((preference & 0x80000000) != 0) line.put(" RPT");
  line.print(" pref={} metric={}", preference & 0x7fffffff, reader.u32());
}

void put_candidate(Line& line, PimReader reader) {
  const unsigned prefixes = reader.u8();
  line.print(" prefix-cnt={}", prefixes);
  line.print(" prio={}", reader.u8());
  line.put(" holdtime=");
  reader.put_hold_time();
  line.put(" RP=");
  reader.put_address(PimAddress::kUnicast);
  for (unsigned i = 0; i < prefixes && reader.more(); ++i) {
    line.print(" Group{}=", i);
    reader.put_address(PimAddress::kGroup);
  }
}

void put_prune_refresh(Line& line, PimReader reader) {
  line.put(" src=");
  reader.put_address(PimAddress::kUnicast);
  line.put(" grp=");
  reader.put_address(PimAddress::kGroup);
  line.put(" forwarder=");
  reader.put_address(PimAddress::kUnicast);
  if (reader.rest().raw(0, 2) == nullptr) return;
  line.put(" TUNR ");
  reader.put_hold_time();
}

void put_election(Line& line, PimReader reader, std::uint8_t subtype) {
  line.put("\n\t  ");
  put_name(line, kElections, subtype, "Unknown");
  line.put(", rpa=");
  reader.put_address(PimAddress::kUnicast);
  line.print(" sender pref={}", reader.u32());
  line.print(" sender metric={}", reader.u32());
  if (subtype != 3 && subtype != 4) return;
  const std::string_view who = subtype == 3 ? "offer" : "new winner";
  line.print("\n\t  {} addr=", who);
  reader.put_address(PimAddress::kUnicast);
  line.print(" {} pref={}", who, reader.u32());
  line.print(" {} metric={}", who, reader.u32());
  if (subtype == 3) line.print(" interval {}ms", reader.u16());
}

void put_checksum(Line& line, Bytes data, const IpContext& ip, std::uint8_t type) {
  line.print(", cksum 0x{:04x} ", data.u16(2));
  const std::uint32_t size = data.length();
  const std::uint32_t covered = type == kRegister ? kRegisterCovered : size;
  if (data.u16(2) == 0 || !data.has(0, std::max(size, covered))) {
    line.put("(unverified)");
    return;
  }
  // Some senders sum up all of a register; that is taken for right as well.
  const auto fits = [&](std::uint32_t count) {
    return (ip.version == 6 ? checksum(ip, data, count, count, IpProtocol::PROTO_PIM)
                            : checksum(data, count)) == 0;
  };
  const bool right = fits(covered) || (covered < size && data.has(0, size) && fits(size));
  line.put(right ? "(correct)" : "(incorrect)");
}

void put_body(Line& line, Bytes data, std::uint8_t type) {
  const std::uint8_t address_size = data.u8(1);
  const Bytes body = data.from(kHeader);
  // In the low half RFC 2117 had the size of addresses; in the high one a DF election has its kind.
  const PimReader reader(line, body, address_size & 0x0f);
  switch (type) {
    case kHello:
      pim_hello(line, body);
      break;
    case kRegister:
      put_register(line, body);
      break;
    case kRegisterStop: {
      PimReader stop = reader;
      line.put(" group=");
      stop.put_address(PimAddress::kGroup);
      line.put(" source=");
      stop.put_address(PimAddress::kUnicast);
      break;
    }
    case kJoinPrune:
    case kGraft:
    case kGraftAck:
      put_join_prune(line, reader, type == kGraftAck);
      break;
    case kBootstrap:
      put_bootstrap(line, reader);
      break;
    case kAssert:
      put_assert(line, reader);
      break;
    case kCandidate:
      put_candidate(line, reader);
      break;
    case kPruneRefresh:
      put_prune_refresh(line, reader);
      break;
    case kElection:
      put_election(line, reader, address_size >> 4);
      break;
    default:
      line.print(" [type {}]", type);
  }
}

}  // namespace

void pim(Line& line, Bytes data, const IpContext& ip) {
  line.protocol = "pim";
  const unsigned version = data.u8(0) >> 4;
  const auto type = static_cast<std::uint8_t>(data.u8(0) & 15u);
  if (line.cut()) return;
  line.print("PIMv{}", version);
  if (version != 2 || line.verbosity() == 0) {
    if (version == 2) {
      line.put(", ");
      put_name(line, kTypes, type, "Unknown Type");
    }
    line.print(", length {}", data.length());
    return;
  }
  line.print(", length {}\n\t", data.length());
  line.protocol = "pimv2";
  put_name(line, kTypes, type, "Unknown Type");
  if (data.length() < 2 || data.length() < kHeader) {
    line.print("[length {} < {}]", data.length(), data.length() < 2 ? 2 : 4);
    line.invalid();
    return;
  }
  const std::uint8_t reserved = data.u8(1);
  if ((reserved & 0x0f) != 0) line.put(", RFC2117-encoding");
  put_checksum(line, data, ip, type);
  put_body(line, data, type);
}

}  // namespace tapbond::text
