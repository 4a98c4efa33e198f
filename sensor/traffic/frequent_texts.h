// The most frequent of many texts, in a fixed number of places: Metwally, Agrawal, El Abbadi,
// Efficient Computation of Frequent and Top-k Elements in Data Streams (ICDT 2005). A text that
// finds no place takes that of the rarest, and with it its count, as far as which it may be told
// too often. What is more frequent than one in `places` is among those that are kept.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tapbond {

class FrequentTexts {
 public:
  struct Entry {
    std::string text;
    std::uint64_t count = 0;
    std::uint64_t error = 0;   // the count may be too large by so much
    std::uint64_t marked = 0;  // of these, since it has its place
  };

  explicit FrequentTexts(std::size_t places) : places_(places) {}

  void add(const std::string& text, bool marked);

  // The most frequent first.
  std::vector<Entry> most(std::size_t entries) const;
  // No text has ever lost its place: every count is right.
  bool exact() const { return exact_; }

 private:
  std::size_t places_;
  bool exact_ = true;
  std::unordered_map<std::string, Entry> entries_;
  std::set<std::pair<std::uint64_t, std::string>> by_count_;
};

}  // namespace tapbond
