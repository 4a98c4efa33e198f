// Bidirectional Forwarding Detection (RFC 5880, RFC 5881, RFC 5883, RFC 7130).
#include "decoders/application/application.h"
#include "decoders/core/escape.h"
#include "decoders/core/hexdump.h"
#include "decoders/core/names.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 24;
constexpr std::uint8_t kAuthentication = 0x04;

constexpr Name kDiagnostics[] = {
    {0, "No Diagnostic"},
    {1, "Control Detection Time Expired"},
    {2, "Echo Function Failed"},
    {3, "Neighbor Signaled Session Down"},
    {4, "Forwarding Plane Reset"},
    {5, "Path Down"},
    {6, "Concatenated Path Down"},
    {7, "Administratively Down"},
    {8, "Reverse Concatenated Path Down"},
};
constexpr Name kStates[] = {{0, "AdminDown"}, {1, "Down"}, {2, "Init"}, {3, "Up"}};
constexpr Name kFlags[] = {
    {0x20, "Poll"},
    {0x10, "Final"},
    {0x08, "Control Plane Independent"},
    {0x04, "Authentication Present"},
    {0x02, "Demand"},
    {0x01, "Multipoint"},
};
constexpr Name kOldFlags[] = {
    {0x80, "I Hear You"},
    {0x40, "Demand"},
    {0x20, "Poll"},
    {0x10, "Final"},
    {0x08, "Control Plane Independent"},
    {0x04, "Authentication Present"},
};

enum Method : std::uint8_t { kPassword = 1, kMd5 = 2, kExactMd5 = 3, kSha1 = 4, kExactSha1 = 5 };
constexpr Name kMethods[] = {
    {kPassword, "Simple Password"},        {kMd5, "Keyed MD5"},
    {kExactMd5, "Meticulous Keyed MD5"},   {kSha1, "Keyed SHA1"},
    {kExactSha1, "Meticulous Keyed SHA1"},
};

void put_digest(Line& line, Bytes data, std::string_view title, std::uint32_t count) {
  line.print(", Sequence Number: 0x{:08x}\n\t  {}: ", data.u32(4), title);
  for (std::uint32_t i = 0; i < count; ++i) line.print("{:02x}", data.u8(8 + i));
}

void put_authentication(Line& line, Bytes data, std::uint32_t left) {
  if (left < 4) return line.truncated();
  const std::uint8_t method = data.u8(0);
  const std::uint32_t size = data.u8(1);
  line.put("\n\tAuthentication: ");
  put_name(line, kMethods, method, "Unknown");
  line.print(" ({}), length: {}", method, size);
  line.print("\n\t  Auth Key ID: {}", data.u8(2));
  const auto sized = [&](std::uint32_t wanted) {
    if (size != wanted) line.print("[invalid length {}]", size);
    return size == wanted;
  };
  switch (method) {
    case kPassword:
      if (size < 4 || size > 19) {
        line.print("[invalid length {}]", size);
        return;
      }
      line.put(", Password: ");
      if (!put_text(line, data, 3, size - 3)) line.cut_here();
      return;
    case kMd5:
    case kExactMd5:
      if (sized(24)) put_digest(line, data, "Digest", 16);
      return;
    case kSha1:
    case kExactSha1:
      if (sized(28)) put_digest(line, data, "Hash", 20);
      return;
    default:
      return;
  }
}

void put_control(Line& line, Bytes data, std::string_view title) {
  const unsigned version = data.u8(0) >> 5;
  if (line.cut()) return;
  if (version > 1) {
    line.print("BFDv{}, {}, length: {}", version, title, data.length());
    if (line.verbosity() > 0) put_unknown_field(line, data, 0, data.length(), "\n\t");
    return;
  }
  if (data.raw(0, kHeader) == nullptr) return;
  const unsigned flags = data.u8(1);
  line.print("BFDv{}, ", version);
  if (line.verbosity() > 0) line.print("length: {}\n\t", data.length());
  line.put(title);
  if (version == 1) {
    line.put(", State ");
    put_name(line, kStates, flags >> 6, "unknown (0x{:02x})");
    line.put(", Flags: [");
    put_bits(line, kFlags, flags & 0x3f, "none");
  } else {
    line.put(", Flags: [");
    put_bits(line, kOldFlags, flags, "none");
  }
  line.put(']');
  if (line.verbosity() == 0) {
    line.print(", length: {}", data.length());
    return;
  }
  const unsigned diagnostic = data.u8(0) & 0x1f;
  const std::uint32_t multiplier = data.u8(2);
  const std::uint32_t interval = data.u32(12);
  line.put(", Diagnostic: ");
  const Name* name = find_name(kDiagnostics, diagnostic);
  line.put(name != nullptr ? name->text : "unknown");
  line.print(" (0x{:02x})\n\tDetection Timer Multiplier: {} ({} ms Detection time), BFD Length: {}",
             diagnostic, multiplier, multiplier * interval / 1000, data.u8(3));
  line.print("\n\tMy Discriminator: 0x{:08x}, Your Discriminator: 0x{:08x}", data.u32(4),
             data.u32(8));
  line.print("\n\t  Desired min Tx Interval:    {:4} ms", interval / 1000);
  line.print("\n\t  Required min Rx Interval:   {:4} ms", data.u32(16) / 1000);
  line.print("\n\t  Required min Echo Interval: {:4} ms", data.u32(20) / 1000);
  if ((flags & kAuthentication) != 0) {
    put_authentication(line, data.from(kHeader), data.length() - kHeader);
  }
}

}  // namespace

void bfd_control(Line& line, Bytes data) {
  line.protocol = "bfd";
  put_control(line, data, "Control");
}

void bfd_multihop(Line& line, Bytes data) {
  line.protocol = "bfd";
  put_control(line, data, "Multihop");
}

void bfd_aggregate(Line& line, Bytes data) {
  line.protocol = "bfd";
  put_control(line, data, "Lag");
}

void bfd_echo(Line& line, Bytes data) {
  line.protocol = "bfd";
  line.print("BFD, Echo, length: {}", data.length());
  if (line.verbosity() > 0) put_unknown_field(line, data, 0, data.length(), "\n\t");
}

}  // namespace tapbond::text
