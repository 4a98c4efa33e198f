#include "sensor/run/beside_data.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "sensor/files/packet_options.h"
#include "sensor/files/pcapng_options.h"

namespace tapbond {
namespace {

// In sections after the first. Who sends us section after section is not to have us write the same
// interfaces over and over.
constexpr std::size_t kMostInterfacesWritten = std::size_t{1} << 20;

}  // namespace

void BesideData::tell(std::uint16_t leg, const Section& section) {
  for (const std::string& comment : section.comments) {
    if (keep_text(comment, BesideKind::kSectionComment)) fresh_.comments.push_back(comment);
  }
  if (!section.options.empty() && keep_text(section.options, BesideKind::kSectionOption)) {
    fresh_.options += section.options;
  }
  const Host host{section.hardware, section.os};
  std::optional<Host>& told = hosts_[leg];
  const bool differs = std::ranges::any_of(
      hosts_, [&host](const std::optional<Host>& other) { return other && *other != host; });
  if (differs && !hosts_differ_) {
    hosts_differ_ = true;
    left_out_.add(BesideKind::kSectionHost);
  }
  told = host;
}

BesideData::Host BesideData::host_of_all() const {
  const bool all = std::ranges::all_of(hosts_, [](const auto& host) { return host.has_value(); });
  return all && !hosts_differ_ && !hosts_.empty() ? *hosts_.front() : Host();
}

std::optional<Section> BesideData::due(std::size_t interfaces) {
  const bool news = !fresh_.comments.empty() || !fresh_.options.empty();
  if (begun_ && !news && !(hosts_differ_ && claimed_.any())) return std::nullopt;
  if (begun_) {
    if (interfaces_written_ + interfaces > kMostInterfacesWritten) {
      left_out_.add(BesideKind::kSectionComment, std::exchange(fresh_.comments, {}).size());
      if (!std::exchange(fresh_.options, {}).empty()) left_out_.add(BesideKind::kSectionOption);
      return std::nullopt;
    }
    interfaces_written_ += interfaces;
  }
  begun_ = true;
  claimed_ = host_of_all();
  carried_.add(BesideKind::kSectionComment, fresh_.comments.size());
  if (!fresh_.options.empty()) carried_.add(BesideKind::kSectionOption);
  Section section = std::exchange(fresh_, {});
  section.hardware = claimed_.hardware;
  section.os = claimed_.os;
  return section;
}

// False, too, where it was told before.
bool BesideData::keep_text(const std::string& text, BesideKind kind) {
  if (told_.contains(text) || !has_room(text.size(), kind)) return false;
  told_.insert(text);
  *used_ += text.size();
  return true;
}

bool BesideData::has_room(std::size_t bytes, BesideKind kind) {
  if (*used_ + bytes <= kMost) return true;
  left_out_.add(kind);
  if (!std::exchange(warned_, true)) {
    spdlog::warn(
        "what the captures hold beside packets (secrets, names, comments) takes more than {} MiB: "
        "what finds no room is left out, and counted at the end",
        kMost >> 20);
  }
  return false;
}

std::optional<BesideBlock> BesideData::take(BesideBlock block) {
  if (!block.bytes) {
    left_out_.add(block.kind);
    return std::nullopt;
  }
  const std::size_t bytes = block.bytes->size();
  std::vector<Bytes>* same = nullptr;
  if (block.lasting()) {
    same = &lasting_[std::hash<std::string_view>()(
        {reinterpret_cast<const char*>(block.bytes->data()), bytes})];
    if (std::ranges::any_of(*same, [&](const Bytes& have) { return *have == *block.bytes; })) {
      return std::nullopt;
    }
  }
  if (!has_room(bytes, block.kind)) return std::nullopt;
  *used_ += bytes;
  block.bytes = Bytes(block.bytes.get(),
                      [held = block.bytes, used = used_, bytes](const auto*) { *used -= bytes; });
  if (same != nullptr) same->push_back(block.bytes);
  carried_.add(block.kind);
  return block;
}

void BesideData::count(const Frame& frame) {
  if (has_options(frame)) count_packet_options(frame, carried_, left_out_);
}

void BesideData::count(const Interface& interface) {
  carried_.add(BesideKind::kInterfaceComment, interface.comments.size());
  for_each_option(
      {reinterpret_cast<const std::uint8_t*>(interface.options.data()), interface.options.size()},
      false, [this](std::uint16_t, std::span<const std::uint8_t>) {
        carried_.add(BesideKind::kInterfaceOption);
      });
}

}  // namespace tapbond
