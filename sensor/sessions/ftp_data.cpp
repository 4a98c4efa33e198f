#include "sensor/sessions/ftp_data.h"

#include <array>
#include <charconv>
#include <string>

namespace tapbond::sessions {
namespace {

constexpr std::string_view kDigits = "0123456789";

// Six numbers between commas: an address and a port.
bool read_numbers(std::string_view text, Endpoint& data) {
  std::array<std::uint8_t, 6> numbers{};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), numbers[i]);
    if (error != std::errc()) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (i + 1 == numbers.size()) break;
    if (!text.starts_with(',')) return false;
    text.remove_prefix(1);
  }
  data.address = Address(std::span<const std::uint8_t>(numbers).first(4));
  data.port = static_cast<std::uint16_t>(numbers[4] << 8 | numbers[5]);
  return true;
}

// "|protocol|address|port|" with any delimiter; of a reply the port alone.
bool read_extended(std::string_view text, const Address& sender, Endpoint& data) {
  if (text.empty()) return false;
  const char delimiter = text.front();
  std::array<std::string_view, 3> parts;
  for (std::string_view& part : parts) {
    text.remove_prefix(1);
    const std::size_t size = text.find(delimiter);
    if (size == std::string_view::npos) return false;
    part = text.substr(0, size);
    text.remove_prefix(size);
  }
  const auto [end, error] =
      std::from_chars(parts[2].data(), parts[2].data() + parts[2].size(), data.port);
  if (error != std::errc()) return false;
  data.address = sender;
  if (parts[1].empty()) return true;
  const auto address = Address::read(std::string(parts[1]));
  const bool ipv6 = parts[0] == "2";
  if (!address || address->is_ipv4() == ipv6) return false;
  data.address = *address;
  return true;
}

}  // namespace

bool read_ftp_data(std::string_view text, bool is_reply, const Address& sender, Endpoint& data) {
  if (is_reply) {
    if (text.starts_with("227 ")) {
      const std::size_t at = text.find_first_of(kDigits, 4);
      return at != std::string_view::npos && read_numbers(text.substr(at), data);
    }
    const std::size_t at = text.find('(');
    return text.starts_with("229 ") && at != std::string_view::npos &&
           read_extended(text.substr(at + 1), sender, data);
  }
  if (text.starts_with("PORT ")) return read_numbers(text.substr(5), data);
  return text.starts_with("EPRT ") && read_extended(text.substr(5), sender, data);
}

}  // namespace tapbond::sessions
