#include "decoders/messages/ssh_message.h"

#include <algorithm>

#include "decoders/core/reader.h"

namespace tapbond::messages {
namespace {

// Takes the first of the names off the list.
std::string_view take_name(std::string_view& list) {
  const std::string_view name = list.substr(0, list.find(','));
  list.remove_prefix(std::min(list.size(), name.size() + 1));
  return name;
}

bool contains(std::string_view list, std::string_view wanted) {
  while (!list.empty()) {
    if (take_name(list) == wanted) return true;
  }
  return false;
}

}  // namespace

std::optional<SshOffer> read_ssh_offer(std::span<const std::uint8_t> packet) {
  constexpr std::uint8_t kKexInit = 20;
  constexpr std::uint32_t kCookie = 16;
  bool cut = false;
  const auto size = static_cast<std::uint32_t>(packet.size());
  text::Reader reader(text::Bytes(packet.data(), size, size, &cut));
  reader.skip(1);  // the size of the padding
  if (reader.u8() != kKexInit) return std::nullopt;
  reader.pass(kCookie);
  SshOffer offer;
  for (std::string& list : offer.lists) {
    const text::Bytes names = reader.bytes(reader.u32());
    names.must_be_whole();
    if (cut) return std::nullopt;
    list = names.seen(0, names.length());
  }
  return offer;
}

std::string_view agreed(std::string_view client, std::string_view server) {
  while (!client.empty()) {
    const std::string_view name = take_name(client);
    if (contains(server, name)) return name;
  }
  return {};
}

}  // namespace tapbond::messages
