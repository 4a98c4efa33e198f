// What the numbers of a running capture say about its health, worst first, each with what to do.
#pragma once

#include <string>
#include <vector>

#include "sensor/report/run_numbers.h"

namespace tapbond {

struct RunVerdict {
  enum class Level { kBad, kWarning, kGood };

  Level level = Level::kGood;
  std::string about;   // a leg or an output; empty: the run
  std::string text;    // a sentence
  std::string remedy;  // what to type or to look at; empty where nothing is to be done
};

// "bad", "warning", "good".
const char* level_name(RunVerdict::Level level);

std::vector<RunVerdict> verdicts_of(const RunNumbers& numbers);

}  // namespace tapbond
