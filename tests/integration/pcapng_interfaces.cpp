#include "tests/integration/pcapng_interfaces.h"

#include <cstring>
#include <fstream>
#include <functional>
#include <stdexcept>

namespace tapbond::lab {
namespace {

template <typename Value>
Value get(const std::string& bytes, std::size_t at) {
  if (at + sizeof(Value) > bytes.size()) throw std::runtime_error("pcapng block is too short");
  Value value;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

void for_each_option(const std::string& body, std::size_t at,
                     const std::function<void(std::uint16_t, const std::string&)>& use) {
  while (at < body.size()) {
    const auto code = get<std::uint16_t>(body, at);
    const auto length = get<std::uint16_t>(body, at + 2);
    if (code == 0) return;
    use(code, body.substr(at + 4, length));
    at += 4 + (length + 3U) / 4 * 4;
  }
}

PcapngInterface described(const std::string& body) {
  PcapngInterface interface;
  for_each_option(body, 8, [&](std::uint16_t code, const std::string& value) {
    if (code == 2) interface.name = value;
    if (code == 3) interface.description = value;
    if (code == 9) interface.tsresol = get<std::uint8_t>(value, 0);
    if (code == 11) interface.filter = value.substr(1);
  });
  return interface;
}

void add_statistics(const std::string& body, PcapngInterface& interface) {
  for_each_option(body, 12, [&](std::uint16_t code, const std::string& value) {
    if (code == 4) interface.received = get<std::uint64_t>(value, 0);
    if (code == 5) interface.ifdrop = get<std::uint64_t>(value, 0);
    if (code == 6) interface.accepted = get<std::uint64_t>(value, 0);
    if (code == 7) interface.osdrop = get<std::uint64_t>(value, 0);
    if (code == 8) interface.delivered = get<std::uint64_t>(value, 0);
  });
}

}  // namespace

std::vector<PcapngInterface> read_pcapng_interfaces(const std::string& path) {
  constexpr std::uint32_t kInterface = 1;
  constexpr std::uint32_t kStatistics = 5;
  constexpr std::uint32_t kPacket = 6;
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot open " + path);
  std::vector<PcapngInterface> interfaces;
  std::uint32_t head[2];
  while (file.read(reinterpret_cast<char*>(head), sizeof head)) {
    if (head[1] < 12 || head[1] % 4 != 0) throw std::runtime_error("bad pcapng block length");
    std::string body(head[1] - sizeof head, '\0');
    if (!file.read(body.data(), static_cast<std::streamsize>(body.size()))) {
      throw std::runtime_error("pcapng block is cut off");
    }
    body.resize(body.size() - 4);
    if (head[0] == kInterface) interfaces.push_back(described(body));
    if (head[0] == kStatistics) add_statistics(body, interfaces.at(get<std::uint32_t>(body, 0)));
    if (head[0] == kPacket) ++interfaces.at(get<std::uint32_t>(body, 0)).packets;
  }
  if (file.gcount() != 0) throw std::runtime_error("pcapng file ends inside a block");
  return interfaces;
}

}  // namespace tapbond::lab
