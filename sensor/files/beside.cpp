#include "sensor/files/beside.h"

#include <fmt/format.h>

namespace tapbond {
namespace {

struct Noun {
  const char* one;
  const char* many;
};

constexpr std::array<Noun, BesideCounts::kKinds> kNouns = {{
    {"packet comment", "packet comments"},
    {"packet's flags", "packets' flags"},
    {"packet hash", "packet hashes"},
    {"packet drop count", "packet drop counts"},
    {"packet id", "packet ids"},
    {"packet queue", "packet queues"},
    {"packet verdict", "packet verdicts"},
    {"custom option of a packet", "custom options of packets"},
    {"other option of a packet", "other options of packets"},
    {"section's hardware and system", "sections' hardware and system"},
    {"section comment", "section comments"},
    {"section option", "section options"},
    {"interface comment", "interface comments"},
    {"interface option", "interface options"},
    {"block of decryption secrets", "blocks of decryption secrets"},
    {"block of names", "blocks of names"},
    {"custom block", "custom blocks"},
    {"journal entry", "journal entries"},
    {"other block", "other blocks"},
}};

}  // namespace

void BesideCounts::add(const BesideCounts& other) {
  for (std::size_t kind = 0; kind < kKinds; ++kind) counts_[kind] += other.counts_[kind];
}

std::string BesideCounts::text() const {
  std::string text;
  for (std::size_t kind = 0; kind < kKinds; ++kind) {
    if (counts_[kind] == 0) continue;
    const Noun& noun = kNouns[kind];
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", counts_[kind],
                        counts_[kind] == 1 ? noun.one : noun.many);
  }
  return text;
}

}  // namespace tapbond
