#include "decoders/messages/tls_message.h"

#include <algorithm>

#include "decoders/core/reader.h"

namespace tapbond::messages {
namespace {

using text::Bytes;
using text::Reader;

enum Extension : std::uint16_t {
  kServerName = 0,
  kNextProtocol = 16,
  kTicket = 35,
  kPreSharedKey = 41,
  kVersions = 43,
  kKeyShare = 51,
};

constexpr std::uint32_t kRandom = 32;

// A server's random number that says: another hello, please.
constexpr std::uint8_t kRetry[kRandom] = {
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c};

// A message that reads to its end, or says that it was cut.
class Message {
 public:
  explicit Message(std::span<const std::uint8_t> body)
      : reader_(Bytes(body.data(), static_cast<std::uint32_t>(body.size()),
                      static_cast<std::uint32_t>(body.size()), &cut_)) {}
  Message(const Message&) = delete;
  Message& operator=(const Message&) = delete;

  Reader& reader() { return reader_; }
  bool cut() const { return cut_; }

  // So many bytes, which have to be there.
  Bytes take(std::uint32_t size) {
    const Bytes bytes = reader_.bytes(size);
    bytes.must_be_whole();
    return bytes;
  }

 private:
  bool cut_ = false;
  Reader reader_;
};

std::vector<std::uint8_t> copy(Bytes bytes) {
  const std::string_view seen = bytes.seen(0, bytes.length());
  return {seen.begin(), seen.end()};
}

// Calls `each` with the number and the content of all extensions; there need be none.
template <typename Each>
void read_extensions(Message& message, const Each& each) {
  Reader& reader = message.reader();
  if (reader.length() == 0) return;
  std::uint32_t left = reader.u16();
  while (left >= 4 && !message.cut()) {
    const std::uint16_t number = reader.u16();
    const std::uint16_t size = reader.u16();
    const Bytes content = message.take(size);
    if (message.cut() || size + 4U > left) return;
    left -= size + 4U;
    each(number, content);
  }
}

std::string read_server_name(Bytes list) {
  constexpr std::uint8_t kHostName = 0;
  const std::uint32_t size = list.u16(3);
  if (list.length() < 5 || list.u8(2) != kHostName) return {};
  return std::string(list.seen(5, size));
}

}  // namespace

std::optional<TlsClientHello> read_client_hello(std::span<const std::uint8_t> body) {
  Message message(body);
  Reader& reader = message.reader();
  TlsClientHello hello;
  hello.version = reader.u16();
  reader.pass(kRandom);
  hello.session = copy(message.take(reader.u8()));
  constexpr unsigned kDatagrams = 0xfe;
  if (hello.version >> 8 == kDatagrams) message.take(reader.u8());  // a cookie
  message.take(reader.u16());                                       // ciphers
  message.take(reader.u8());                                        // compressions
  if (message.cut()) return std::nullopt;
  read_extensions(message, [&](std::uint16_t number, Bytes content) {
    if (number == kServerName) hello.server_name = read_server_name(content);
    if (number == kTicket) hello.ticket = content.length() > 0;
    if (number == kPreSharedKey) hello.pre_shared_key = true;
  });
  return message.cut() ? std::nullopt : std::optional(hello);
}

std::optional<TlsServerHello> read_server_hello(std::span<const std::uint8_t> body) {
  Message message(body);
  Reader& reader = message.reader();
  TlsServerHello hello;
  hello.version = reader.u16();
  const std::string_view random = message.take(kRandom).seen(0, kRandom);
  hello.retry = std::equal(random.begin(), random.end(), kRetry, [](char a, std::uint8_t b) {
    return static_cast<std::uint8_t>(a) == b;
  });
  // The drafts of TLS 1.3 up to the 21st have no session and no compression.
  const bool draft = hello.version >> 8 == 0x7f;
  if (!draft) hello.session = copy(message.take(reader.u8()));
  hello.cipher = reader.u16();
  if (!draft) reader.pass(1);
  if (message.cut()) return std::nullopt;
  read_extensions(message, [&](std::uint16_t number, Bytes content) {
    if (number == kVersions && content.length() == 2) hello.version = content.u16(0);
    if (number == kPreSharedKey) hello.pre_shared_key = true;
    if (number == kKeyShare && content.length() >= 2) hello.group = content.u16(0);
    if (number == kNextProtocol && content.length() > 3)
      hello.next_protocol = content.seen(3, content.u8(2));
  });
  return message.cut() ? std::nullopt : std::optional(hello);
}

std::optional<std::uint16_t> read_named_curve(std::span<const std::uint8_t> body) {
  constexpr std::uint8_t kNamed = 3;
  if (body.size() < 4 || body[0] != kNamed) return std::nullopt;
  return static_cast<std::uint16_t>(body[1] << 8 | body[2]);
}

std::vector<std::span<const std::uint8_t>> certificates(std::span<const std::uint8_t> body,
                                                        std::size_t most) {
  constexpr std::size_t kSize = 3;  // of all of them, and of each
  std::vector<std::span<const std::uint8_t>> found;
  if (body.size() < kSize) return found;
  body = body.subspan(kSize);
  while (body.size() >= kSize && found.size() < most) {
    const std::size_t size = std::size_t{body[0]} << 16 | std::size_t{body[1]} << 8 | body[2];
    body = body.subspan(kSize);
    if (body.size() < size) break;
    found.push_back(body.first(size));
    body = body.subspan(size);
  }
  return found;
}

}  // namespace tapbond::messages
