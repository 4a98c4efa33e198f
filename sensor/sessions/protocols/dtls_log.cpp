// Reads the records of TLS in datagrams (DTLS: RFC 6347, RFC 9147), for the log ssl. Messages that
// come in parts are put together where the parts come in order; one that is sent again is not told
// of twice.
#include <algorithm>
#include <array>
#include <vector>

#include "decoders/core/bytes.h"
#include "sensor/sessions/protocols/protocols.h"
#include "sensor/sessions/protocols/tls_handshake.h"

namespace tapbond::sessions {
namespace {

using Octets = TlsHandshake::Octets;
using text::Bytes;

enum ContentType : std::uint8_t { kChangeCipherSpec = 20, kAlert = 21, kHandshake = 22 };

constexpr std::uint32_t kRecordHeader = 13;
constexpr std::uint32_t kMessageHeader = 12;

Octets octets(Bytes bytes) {
  const std::string_view seen = bytes.seen(0, bytes.length());
  return {reinterpret_cast<const std::uint8_t*>(seen.data()), seen.size()};
}

bool has_record(Bytes data) {
  constexpr std::uint8_t kLast = 25;
  return data.has(0, kRecordHeader) && data.u8(0) >= kChangeCipherSpec && data.u8(0) <= kLast;
}

// Of version 1.3: all of it is encrypted.
bool has_short_header(Bytes data) { return data.u8(0) >> 5 == 1; }

class DtlsReader final : public Application {
 public:
  DtlsReader(const Conversation& conversation, const LogContext& context)
      : handshake_(conversation, context) {}

  bool read(Side from, Octets bytes, std::int64_t stamp) override;
  void finish() override { handshake_.log(); }
  std::size_t held() const override {
    return sizeof *this + halves_[0].message.size() + halves_[1].message.size();
  }

 private:
  struct Half {
    std::uint32_t next = 0;             // the number of the message that is to come
    std::vector<std::uint8_t> message;  // its first parts
    bool encrypted = false;
  };

  void read_record(Side from, std::uint8_t type, Bytes content);
  void read_handshake(Side from, Bytes part);
  Half& half_of(Side side) { return halves_[side == Side::kOriginator ? 0 : 1]; }

  TlsHandshake handshake_;
  std::array<Half, 2> halves_;
};

bool DtlsReader::read(Side from, Octets bytes, std::int64_t stamp) {
  handshake_.begin(stamp);
  const auto size = static_cast<std::uint32_t>(bytes.size());
  Bytes rest(bytes.data(), size, size, nullptr);
  // Beside it there may be datagrams of STUN and RTP (RFC 7983).
  while (has_short_header(rest) || has_record(rest)) {
    const bool encrypted = has_short_header(rest) || rest.u16(3) > 0;  // an epoch
    if (encrypted) {
      half_of(from).encrypted = true;
      break;
    }
    const std::uint32_t length = rest.u16(11);
    if (rest.u8(1) != 0xfe || !rest.has(kRecordHeader, length)) {
      handshake_.malformed();
      break;
    }
    read_record(from, rest.u8(0), rest.from(kRecordHeader).first(length));
    rest = rest.from(kRecordHeader + length);
  }
  if (halves_[0].encrypted && halves_[1].encrypted) handshake_.establish();
  return (!halves_[0].encrypted || !halves_[1].encrypted) && !handshake_.is_too_long();
}

void DtlsReader::read_record(Side from, std::uint8_t type, Bytes content) {
  if (type == kHandshake) read_handshake(from, content);
  if (type == kChangeCipherSpec) handshake_.change_cipher(from);
  if (type == kAlert && content.length() == 2) handshake_.alert(from, content.u8(1));
}

void DtlsReader::read_handshake(Side from, Bytes part) {
  Half& half = half_of(from);
  while (part.has(0, kMessageHeader)) {
    const std::uint32_t whole = part.u24(1);
    const std::uint32_t number = part.u16(4);
    const std::uint32_t offset = part.u24(6);
    const std::uint32_t length = part.u24(9);
    if (!part.has(kMessageHeader, length)) return;
    const Octets body = octets(part.from(kMessageHeader).first(length));
    const std::uint8_t type = part.u8(0);
    part = part.from(kMessageHeader + length);
    if (number < half.next) continue;
    if (number > half.next) half.message.clear();  // what was lost is not waited for
    half.next = number;
    if (offset == 0) half.message.clear();
    if (offset != half.message.size() || offset + length > whole ||
        offset + length > TlsHandshake::kMostMessage)
      continue;
    half.message.insert(half.message.end(), body.begin(), body.end());
    if (half.message.size() < whole) continue;
    handshake_.take(from, type, half.message);
    half.message.clear();
    half.next = number + 1;
  }
}

}  // namespace

const DatagramProtocol kDtls{kSslSchema, Service::kDtls, make_reader<DtlsReader>};

}  // namespace tapbond::sessions
