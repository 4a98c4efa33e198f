// Protocol Independent Multicast: version 2 (RFC 7761, RFC 5059, RFC 3973, RFC 5015).
#include "decoders/core/address.h"
#include "decoders/core/checksum.h"
#include "decoders/core/duration.h"
#include "decoders/core/hexdump.h"
#include "decoders/network/network.h"

namespace tapbond::text {
namespace {

constexpr std::uint8_t kProtocol = 103;
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

enum Option : std::uint16_t {
  kHoldTime = 1,
  kPruneDelay = 2,
  kOldPriority = 18,
  kPriority = 19,
  kGeneration = 20,
  kStateRefresh = 21,
  kBidirectional = 22,
  kAddresses = 24,
  kOldAddresses = 65001,
};

constexpr Name kOptions[] = {
    {kHoldTime, "Hold Time"},
    {kPruneDelay, "LAN Prune Delay"},
    {kOldPriority, "DR Priority (Old)"},
    {kPriority, "DR Priority"},
    {kGeneration, "Generation ID"},
    {kStateRefresh, "State Refresh Capability"},
    {kBidirectional, "Bi-Directional Capability"},
    {kAddresses, "Address List"},
    {kOldAddresses, "Address List (Old)"},
};

constexpr Name kElections[] = {{1, "Offer"}, {2, "Winner"}, {3, "Backoff"}, {4, "Pass"}};
constexpr Name kRegisterFlags[] = {{0x80000000, "Border"}, {0x40000000, "Null"}};

enum class Kind { kUnicast, kGroup, kSource };

// Reads a message from front to back.
class Reader {
 public:
  Reader(Line& line, Bytes data, std::uint32_t address_size)
      : line_(line), data_(data), address_size_(address_size) {}

  Bytes rest() const { return data_.from(at_); }
  bool more() const { return !line_.cut() && at_ < data_.length(); }
  std::uint8_t u8() { return data_.u8(advance(1)); }
  std::uint16_t u16() { return data_.u16(advance(2)); }
  std::uint32_t u32() { return data_.u32(advance(4)); }
  void skip(std::uint32_t count) { advance(count); }
  void put_hold_time() { put_duration(line_, u16()); }

  // The encodings of RFC 7761 4.9.1; those of RFC 2117 have no family, and the header gives their
  // size. Masks and flags stand before the address.
  void put_address(Kind kind) {
    std::uint32_t size = address_size_;
    if (size == 0) {
      const std::uint8_t family = u8();
      const std::uint8_t native = u8();
      size = family == 1 ? 4 : family == 2 ? 16 : 0;
      if (native != 0) size = 0;
    }
    if (size != 4 && size != 16) {
      line_.cut_here();
      return;
    }
    std::uint8_t flags = 0;
    std::uint8_t mask = 0;
    if (kind != Kind::kUnicast) {
      flags = u8();
      mask = u8();
    }
    const std::uint32_t at = advance(size);
    if (size == 4) {
      put_ipv4(line_, data_, at);
    } else {
      put_ipv6(line_, data_, at);
    }
    if (kind == Kind::kUnicast) return;
    if (mask != size * 8) line_.print("/{}", mask);
    if (flags == 0) return;
    if (kind == Kind::kGroup) {
      line_.print("(0x{:02x})", flags);
      return;
    }
    line_.print("({}{}{}", (flags & 4) != 0 ? "S" : "", (flags & 2) != 0 ? "W" : "",
                (flags & 1) != 0 ? "R" : "");
    if ((flags & 0xf8) != 0) line_.print("+0x{:02x}", flags & 0xf8);
    line_.put(')');
  }

 private:
  std::uint32_t advance(std::uint32_t count) {
    const std::uint32_t at = at_;
    at_ += count;
    return at;
  }

  Line& line_;
  Bytes data_;
  std::uint32_t address_size_;
  std::uint32_t at_ = 0;
};

bool has_size(Line& line, std::uint32_t size, std::uint32_t wanted) {
  if (size == wanted) return true;
  line.print("[option length {} != {}]", size, wanted);
  line.invalid();
  return false;
}

// False where the option ends the message.
bool put_option(Line& line, Bytes value, std::uint16_t type) {
  const std::uint32_t size = value.length();
  switch (type) {
    case kHoldTime:
      if (!has_size(line, size, 2)) return false;
      put_duration(line, value.u16(0));
      return true;
    case kPruneDelay:
      if (!has_size(line, size, 4)) return false;
      line.print("\n\t    T-bit={}, LAN delay {}ms, Override interval {}ms", value.u8(0) >> 7,
                 value.u16(0) & 0x7fff, value.u16(2));
      return true;
    case kOldPriority:
    case kPriority:
      if (!has_size(line, size, 4)) return false;
      line.dec(value.u32(0));
      return true;
    case kGeneration:
      if (!has_size(line, size, 4)) return false;
      line.print("0x{:08x}", value.u32(0));
      return true;
    case kStateRefresh:
      if (!has_size(line, size, 4)) return false;
      line.print("v{}", value.u8(0));
      if (value.u8(1) != 0) {
        line.put(", interval ");
        put_duration(line, value.u8(1));
      }
      if (value.u16(2) != 0) line.print(" ?0x{:04x}?", value.u16(2));
      return true;
    case kBidirectional:
      return true;
    case kAddresses:
    case kOldAddresses:
      if (line.verbosity() > 1) {
        Reader addresses(line, value, 0);
        while (addresses.more()) {
          line.put("\n\t    ");
          addresses.put_address(Kind::kUnicast);
        }
      }
      return true;
    default:
      if (line.verbosity() <= 1) put_unknown_field(line, value, 0, size, "\n\t    ");
      return true;
  }
}

void put_hello(Line& line, Bytes body) {
  while (body.length() > 0 && !line.cut()) {
    const std::uint16_t type = body.u16(0);
    const std::uint16_t size = body.u16(2);
    line.put("\n\t  ");
    put_name(line, kOptions, type, "Unknown");
    line.print(" Option ({}), length {}, Value: ", type, size);
    if (body.raw(4, size) == nullptr && size > 0) return;
    const Bytes value = body.from(4).first(size);
    if (!put_option(line, value, type)) return;
    if (line.verbosity() > 1) put_unknown_field(line, value, 0, size, "\n\t    ");
    body = body.from(4u + size);
  }
}

void put_register(Line& line, Bytes body) {
  line.put(", Flags [ ");
  const std::uint32_t flags = body.u32(0);
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

void put_sources(Line& line, Reader& reader, std::uint32_t count, std::string_view title) {
  for (std::uint32_t i = 1; i <= count && !line.cut(); ++i) {
    line.print("\n\t      {} source #{}: ", title, i);
    reader.put_address(Kind::kSource);
  }
}

void put_join_prune(Line& line, Reader reader, bool acknowledgement) {
  if (!acknowledgement) {
    line.put(", upstream-neighbor: ");
    reader.put_address(Kind::kUnicast);
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
    reader.put_address(Kind::kGroup);
    const std::uint32_t joined = reader.u16();
    const std::uint32_t pruned = reader.u16();
    line.print(", joined sources: {}, pruned sources: {}", joined, pruned);
    put_sources(line, reader, joined, "joined");
    put_sources(line, reader, pruned, "pruned");
  }
}

void put_bootstrap(Line& line, Reader reader) {
  line.print(" tag={:x}", reader.u16());
  line.print(" hashmlen={}", reader.u8());
  line.print(" BSRprio={}", reader.u8());
  line.put(" BSR=");
  reader.put_address(Kind::kUnicast);
  for (unsigned i = 0; reader.more(); ++i) {
    line.print(" (group{}: ", i);
    reader.put_address(Kind::kGroup);
    line.print(" RPcnt={}", reader.u8());
    const unsigned fragment = reader.u8();
    line.print(" FRPcnt={}", fragment);
    reader.skip(2);
    for (unsigned j = 0; j < fragment && reader.more(); ++j) {
      line.print(" RP{}=", j);
      reader.put_address(Kind::kUnicast);
      line.put(",holdtime=");
      reader.put_hold_time();
      line.print(",prio={}", reader.u8());
      reader.skip(1);
    }
    line.put(')');
  }
}

void put_assert(Line& line, Reader reader) {
  line.put(" group=");
  reader.put_address(Kind::kGroup);
  line.put(" src=");
  reader.put_address(Kind::kUnicast);
  if (reader.rest().raw(0, 8) == nullptr) return;
  const std::uint32_t preference = reader.u32();
  if ((preference & 0x80000000) != 0) line.put(" RPT");
  line.print(" pref={} metric={}", preference & 0x7fffffff, reader.u32());
}

void put_candidate(Line& line, Reader reader) {
  const unsigned prefixes = reader.u8();
  line.print(" prefix-cnt={}", prefixes);
  line.print(" prio={}", reader.u8());
  line.put(" holdtime=");
  reader.put_hold_time();
  line.put(" RP=");
  reader.put_address(Kind::kUnicast);
  for (unsigned i = 0; i < prefixes && reader.more(); ++i) {
    line.print(" Group{}=", i);
    reader.put_address(Kind::kGroup);
  }
}

void put_prune_refresh(Line& line, Reader reader) {
  line.put(" src=");
  reader.put_address(Kind::kUnicast);
  line.put(" grp=");
  reader.put_address(Kind::kGroup);
  line.put(" forwarder=");
  reader.put_address(Kind::kUnicast);
  if (reader.rest().raw(0, 2) == nullptr) return;
  line.put(" TUNR ");
  reader.put_hold_time();
}

void put_election(Line& line, Reader reader, std::uint8_t subtype) {
  line.put("\n\t  ");
  put_name(line, kElections, subtype, "Unknown");
  line.put(", rpa=");
  reader.put_address(Kind::kUnicast);
  line.print(" sender pref={}", reader.u32());
  line.print(" sender metric={}", reader.u32());
  if (subtype != 3 && subtype != 4) return;
  const std::string_view who = subtype == 3 ? "offer" : "new winner";
  line.print("\n\t  {} addr=", who);
  reader.put_address(Kind::kUnicast);
  line.print(" {} pref={}", who, reader.u32());
  line.print(" {} metric={}", who, reader.u32());
  if (subtype == 3) line.print(" interval {}ms", reader.u16());
}

void put_checksum(Line& line, Bytes data, const IpContext& ip, std::uint8_t type) {
  line.print(", cksum 0x{:04x} ", data.u16(2));
  const std::uint32_t size = data.length();
  const std::uint32_t covered =
      type == kRegister && size > kRegisterCovered ? kRegisterCovered : size;
  if (data.u16(2) == 0 || !data.has(0, covered)) {
    line.put("(unverified)");
    return;
  }
  // Some senders sum up all of a register; that is taken for right as well.
  const auto fits = [&](std::uint32_t count) {
    return (ip.version == 6 ? checksum(ip, data, count, count, kProtocol)
                            : checksum(data, count)) == 0;
  };
  const bool right = fits(covered) || (covered < size && data.has(0, size) && fits(size));
  line.put(right ? "(correct)" : "(incorrect)");
}

void put_body(Line& line, Bytes data, std::uint8_t type) {
  const std::uint8_t address_size = data.u8(1);
  const Bytes body = data.from(kHeader);
  // A DF election keeps its kind where others have the size of RFC 2117.
  const Reader reader(line, body, type == kElection ? address_size & 0x0f : address_size);
  switch (type) {
    case kHello:
      put_hello(line, body);
      break;
    case kRegister:
      put_register(line, body);
      break;
    case kRegisterStop: {
      Reader stop = reader;
      line.put(" group=");
      stop.put_address(Kind::kGroup);
      line.put(" source=");
      stop.put_address(Kind::kUnicast);
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
  if ((type == kElection ? reserved & 0x0f : reserved) != 0) line.put(", RFC2117-encoding");
  put_checksum(line, data, ip, type);
  put_body(line, data, type);
}

}  // namespace tapbond::text
