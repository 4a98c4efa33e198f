// What both ends of Secure Shell say before they encrypt (RFC 4253).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tapbond::messages {

// The lists of names of a KEXINIT, each with commas between, in the order of preference.
struct SshOffer {
  enum List : std::size_t {
    kKeyExchange,
    kHostKey,
    kCipherToServer,
    kCipherToClient,
    kMacToServer,
    kMacToClient,
    kCompressionToServer,
    kCompressionToClient,
    kLists
  };
  std::array<std::string, kLists> lists;
};

// Of a packet without its length. Nothing where it is another message, or cut.
std::optional<SshOffer> read_ssh_offer(std::span<const std::uint8_t> packet);

// The client's first choice that the server has, too; empty where there is none.
std::string_view agreed(std::string_view client, std::string_view server);

}  // namespace tapbond::messages
