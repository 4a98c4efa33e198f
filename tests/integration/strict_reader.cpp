#include "tests/integration/strict_reader.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <stdexcept>

namespace tapbond::lab {
namespace {

constexpr std::uint32_t kMicro = 0xa1b2c3d4;
constexpr std::uint32_t kNano = 0xa1b23c4d;
constexpr std::uint32_t kEthernet = 1;

std::uint32_t word(const char* bytes, bool swapped) {
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i) {
    value = value << 8 | static_cast<std::uint8_t>(bytes[swapped ? 3 - i : i]);
  }
  return value;
}

}  // namespace

StrictReader StrictReader::arkime() { return {"Arkime", {kMicro}, true, 65535 - 16}; }
StrictReader StrictReader::network_miner() { return {"NetworkMiner", {kMicro}, false, 131072}; }
StrictReader StrictReader::zeek() { return {"Zeek", {kMicro, kNano}, false, 262144}; }

std::uint64_t StrictReader::read(const std::string& file) const {
  const auto refuse = [&](const std::string& why) {
    throw std::runtime_error(name + " gives up: " + why);
  };
  std::ifstream stream(file, std::ios::binary);
  std::array<char, 24> header;
  if (!stream.read(header.data(), header.size())) refuse("no file header");
  const auto known = [&](std::uint32_t magic) {
    return std::find(magics.begin(), magics.end(), magic) != magics.end();
  };
  const bool swapped = known(word(header.data(), true));
  if (!swapped && !known(word(header.data(), false))) refuse("a magic that it does not know");
  if (word(&header[20], swapped) != kEthernet) refuse("another link type");
  std::uint64_t packets = 0;
  std::array<char, 16> record;
  while (stream.read(record.data(), record.size())) {
    const std::uint32_t captured = word(&record[8], swapped);
    if (captured > most_bytes) refuse("a packet that is too large");
    if (whole_packets && captured != word(&record[12], swapped)) refuse("a packet that was cut");
    if (!stream.ignore(captured) || stream.gcount() != captured) refuse("half a packet");
    ++packets;
  }
  if (stream.gcount() != 0) refuse("half a record header");
  return packets;
}

}  // namespace tapbond::lab
