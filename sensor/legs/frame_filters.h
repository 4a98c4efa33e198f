// The compiled filters of a run.
//
// For a filter of a thousand hosts libpcap takes minutes, in which it hears of nothing: it is
// compiled once for each link type, however many legs have it and however often they come back. A
// request to stop that comes while filters are compiled at the start ends the process.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sensor/legs/frame_filter.h"

namespace tapbond {

class FrameFilters {
 public:
  enum class Source { kInterface, kRecord };  // a record of a file or a feed

  // The filter for frames of that link type, which lives as long as this. Where the expression
  // cannot match any, one that nothing passes; that is said once for each link type.
  const FrameFilter& of(const std::string& expression, int linktype, Source source);

  // Compiles it for the link type that is the most likely to come.
  void prepare(const std::string& expression);

  // To be called when all legs are there that are there at the start. Throws std::runtime_error
  // with one line when the expression fits none of them, and nothing that may yet come either.
  void begin();

 private:
  struct Compiled {
    std::optional<FrameFilter> filter;
    std::string problem;  // in one line, where there is none
  };

  const Compiled& compiled(const std::string& expression, int linktype);
  bool may_fit(const std::string& expression);

  std::map<std::pair<std::string, int>, Compiled> compiled_;  // by expression and link type
  FrameFilter nothing_;
  std::set<int> misfits_;             // link types
  std::vector<std::string> remarks_;  // on them, until it is clear that others fit
  std::vector<std::string> prepared_;
  std::string problem_;  // the first
  bool some_fit_ = false;
  bool begun_ = false;
};

}  // namespace tapbond
