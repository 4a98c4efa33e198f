#include "tests/parity/peers.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "tests/integration/process.h"
#include "tests/integration/program.h"

namespace tapbond::parity {
namespace {

constexpr auto kLimit = std::chrono::seconds(30);

Printed printed_by(const std::string& program, const Words& options, const std::string& file) {
  Words command{program, "-r", file};
  command.insert(command.end(), options.begin(), options.end());
  lab::Process process(command, {});
  Printed printed;
  printed.hung = !lab::eventually([&] { return !process.running(); }, kLimit);
  if (printed.hung) return printed;
  lab::Result result = process.wait();
  printed.text = std::move(result.out);
  printed.status = result.status;
  return printed;
}

std::string_view line_at(std::string_view text, std::size_t position) {
  const std::size_t before =
      position == 0 ? std::string_view::npos : text.rfind('\n', position - 1);
  const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
  return text.substr(begin, text.find('\n', begin) - begin);
}

std::vector<std::string_view> packets_of(std::string_view numbered) {
  std::vector<std::size_t> starts;
  std::string next = fmt::format("{:5}  ", 1);
  for (std::size_t line = 0; line < numbered.size();) {
    if (numbered.substr(line).starts_with(next)) {
      starts.push_back(line);
      next = fmt::format("{:5}  ", starts.size() + 1);
    }
    line = std::min(numbered.find('\n', line), numbered.size() - 1) + 1;
  }
  std::vector<std::string_view> packets;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const std::size_t end = i + 1 < starts.size() ? starts[i + 1] : numbered.size();
    packets.push_back(numbered.substr(starts[i], end - starts[i]));
  }
  return packets;
}

}  // namespace

Words words(std::string_view text) {
  Words result;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) result.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return result;
}

Printed tapbond(const Words& options, const std::string& file) {
  return printed_by(lab::tapbond_program(), options, file);
}

Printed tcpdump(const Words& options, const std::string& file) {
  return printed_by("tcpdump", options, file);
}

Comparison compare(std::string_view ours, std::string_view theirs) {
  const auto got = packets_of(ours);
  const auto wanted = packets_of(theirs);
  Comparison result{got.size(), wanted.size()};
  for (std::size_t i = 0; i < std::min(got.size(), wanted.size()); ++i) {
    if (got[i] == wanted[i]) {
      ++result.same;
    } else if (result.first_difference.empty()) {
      result.first_difference = first_difference(got[i], wanted[i]);
    }
  }
  return result;
}

std::string first_difference(std::string_view ours, std::string_view theirs) {
  if (ours == theirs) return {};
  const auto both = std::mismatch(ours.begin(), ours.end(), theirs.begin(), theirs.end());
  const auto at = static_cast<std::size_t>(both.first - ours.begin());
  return fmt::format("tapbond: {}\ntcpdump: {}\n", line_at(ours, at), line_at(theirs, at));
}

}  // namespace tapbond::parity
