// What hostile streams and datagrams make of the logs of protocols: no crash, and no more kept than
// the budget of all streams allows.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <string_view>
#include <vector>

#include "scratch_directory.h"
#include "sensor/sessions/protocols/dhcp_log.h"
#include "sensor/sessions/protocols/protocols.h"
#include "sensor/sessions/protocols/stream_readers.h"

namespace {

using namespace tapbond::sessions;
using Side = Application::Side;

// What a client says first, so that each reader is reached.
constexpr std::string_view kOpenings[] = {"",
                                          "GET / HTTP/1.1\r\n",
                                          "SSH-2.0-a\r\n",
                                          "USER a\r\n",
                                          "EHLO a\r\n",
                                          {"\x16\x03\x01\x00\xff\x01\x00\x00\xfb\x03\x03", 11},
                                          {"\0\x1c\0\1\1\0\0\1\0\0\0\0\0\0", 14}};

constexpr std::size_t kBudget = 16'384;

// Pieces: a byte for the side and whether it was missed, one for the size, then the bytes.
void read_pieces(Application& reader, const std::uint8_t* data, std::size_t size) {
  std::int64_t stamp = 1;
  bool wanted = true;
  while (size >= 2 && wanted) {
    const Side side = (data[0] & 1) != 0 ? Side::kResponder : Side::kOriginator;
    const std::size_t length = std::min<std::size_t>(data[1], size - 2);
    // A copy of its own, so that a read beyond its end is one.
    const std::vector<std::uint8_t> bytes(data + 2, data + 2 + length);
    wanted = (data[0] & 14) == 14 ? reader.skip(side, length) : reader.read(side, bytes, ++stamp);
    data += 2 + length;
    size -= 2 + length;
  }
  if (wanted) reader.end(Side::kResponder);
  if (wanted) reader.finish();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  Logs logs({.directory = scratch_directory()});
  WeirdLog weird(logs);
  DhcpLog dhcp(logs);
  const LogContext context{logs, weird, dhcp};
  Conversation conversation;
  conversation.responder.port = 53;  // of which DNS alone makes something
  const std::size_t which = data[0] % (std::size(kOpenings) + kDatagramProtocols.size());
  if (which >= std::size(kOpenings)) {
    const auto& protocol = *kDatagramProtocols[which - std::size(kOpenings)];
    read_pieces(*protocol.make(conversation, context), data + 1, size - 1);
  } else {
    ReassemblyBudget budget{kBudget, 0};
    {
      StreamReaders readers(conversation, nullptr, context, budget);
      const std::string_view opening = kOpenings[which];
      if (!opening.empty())
        readers.read(Side::kOriginator,
                     {reinterpret_cast<const std::uint8_t*>(opening.data()), opening.size()}, 1);
      read_pieces(readers, data + 1, size - 1);
      if (budget.used > kBudget) std::abort();
    }
    if (budget.used != 0) std::abort();
  }
  dhcp.finish();
  logs.finish();
  return 0;
}
