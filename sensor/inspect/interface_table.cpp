#include "sensor/inspect/interface_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "sensor/checks/direction.h"
#include "sensor/posix/visible_text.h"

namespace tapbond {
namespace {

using Cells = std::vector<std::string>;

const char* link_word(const Link& link) {
  if (!link.up) return "down";
  return link.carrier ? "up" : "no-carrier";
}

const char* direction_word(const LegTraffic& seen) {
  switch (direction_of(seen)) {
    case Directions::kOne:
      return "one";
    case Directions::kBoth:
      return "both";
    case Directions::kUnknown:
      break;
  }
  return "";
}

double rate(const LegTraffic& seen, double seconds) {
  return static_cast<double>(seen.frames) / seconds;
}

double share_for_others(const LegTraffic& seen) {
  if (seen.frames == 0) return 0;
  return static_cast<double>(seen.for_others) / static_cast<double>(seen.frames);
}

std::string number_and_name(const ListedInterface& listed) {
  return fmt::format("{}.{}", listed.number, listed.name);
}

Cells titles(bool probed) {
  Cells cells = {"No.Name", "Driver", "Bus", "vNIC", "MAC", "Link", "MTU", "Promisc"};
  if (probed) cells.insert(cells.end(), {"Frames/s", "Others", "MACs", "Direction"});
  cells.emplace_back("Addresses");
  return cells;
}

Cells cells_of(const InterfaceRow& row, double seconds) {
  const InterfaceFacts& facts = row.facts;
  Cells cells = {number_and_name(row.listed),
                 facts.driver,
                 facts.bus,
                 row.vnic,
                 facts.mac,
                 link_word(facts.link),
                 std::to_string(facts.mtu),
                 facts.promiscuity > 0 ? "yes" : "no"};
  if (seconds > 0) {
    if (row.seen) {
      cells.insert(cells.end(), {fmt::format("{:.1f}", rate(*row.seen, seconds)),
                                 fmt::format("{:.0f}%", 100 * share_for_others(*row.seen)),
                                 std::to_string(row.seen->macs), direction_word(*row.seen)});
    } else {
      cells.resize(cells.size() + 4);
    }
  }
  cells.push_back(fmt::format("{}", fmt::join(facts.addresses, " ")));
  for (std::string& cell : cells) {
    if (cell.empty()) cell = "-";
  }
  return cells;
}

}  // namespace

std::string interface_table(const std::vector<InterfaceRow>& rows, double seconds) {
  std::vector<Cells> lines{titles(seconds > 0)};
  for (const InterfaceRow& row : rows) {
    if (row.facts.link.index != 0) {
      lines.push_back(cells_of(row, seconds));
    } else {
      const std::string& description = row.listed.description;
      lines.push_back({number_and_name(row.listed) +
                       (description.empty() ? "" : fmt::format(" ({})", description))});
    }
  }
  for (Cells& line : lines) {
    for (std::string& cell : line) cell = visible_text(cell);
  }
  std::vector<std::size_t> widths(lines.front().size());
  for (const Cells& line : lines) {
    if (line.size() == 1) continue;
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], line[i].size());
  }
  std::string text;
  for (const Cells& line : lines) {
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
      text += fmt::format("{:<{}}  ", line[i], widths[i]);
    }
    text += line.back() + '\n';
  }
  return text;
}

std::string interface_json(const std::vector<InterfaceRow>& rows, double seconds) {
  auto list = nlohmann::ordered_json::array();
  for (const InterfaceRow& row : rows) {
    const InterfaceFacts& facts = row.facts;
    nlohmann::ordered_json entry = {{"number", row.listed.number}, {"name", row.listed.name}};
    if (!row.listed.description.empty()) entry["description"] = row.listed.description;
    if (facts.link.index != 0) {
      entry["driver"] = facts.driver;
      entry["bus"] = facts.bus;
      entry["vnic"] = row.vnic;
      entry["mac"] = facts.mac;
      entry["link"] = link_word(facts.link);
      entry["mtu"] = facts.mtu;
      entry["promiscuity"] = facts.promiscuity;
      entry["addresses"] = facts.addresses;
    }
    if (row.seen && seconds > 0) {
      entry["probe"] = {{"seconds", seconds},
                        {"frames", row.seen->frames},
                        {"frames_per_second", rate(*row.seen, seconds)},
                        {"share_for_others", share_for_others(*row.seen)},
                        {"macs", row.seen->macs},
                        {"direction", direction_word(*row.seen)}};
    }
    list.push_back(std::move(entry));
  }
  return list.dump(2, ' ', true, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

}  // namespace tapbond
