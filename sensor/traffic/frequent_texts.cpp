#include "sensor/traffic/frequent_texts.h"

namespace tapbond {

void FrequentTexts::add(const std::string& text, bool marked) {
  auto found = entries_.find(text);
  if (found == entries_.end()) {
    Entry entry{.text = text};
    if (entries_.size() == places_) {
      exact_ = false;
      const auto rarest = by_count_.begin();
      entry.count = entry.error = rarest->first;
      entries_.erase(rarest->second);
      by_count_.erase(rarest);
    }
    found = entries_.emplace(text, std::move(entry)).first;
  } else {
    by_count_.erase({found->second.count, text});
  }
  Entry& entry = found->second;
  ++entry.count;
  if (marked) ++entry.marked;
  by_count_.emplace(entry.count, text);
}

std::vector<FrequentTexts::Entry> FrequentTexts::most(std::size_t entries) const {
  std::vector<Entry> most;
  for (auto at = by_count_.rbegin(); at != by_count_.rend() && most.size() < entries; ++at) {
    most.push_back(entries_.at(at->second));
  }
  return most;
}

}  // namespace tapbond
