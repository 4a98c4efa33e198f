#include "sensor/command_line/extcap.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/program_options.hpp>
#include <string_view>

#include "sensor/files/linktype.h"
#include "sensor/legs/frame_filter.h"
#include "sensor/posix/visible_text.h"
#include "sensor/run/options.h"
#include "sensor/usage_error.h"

namespace tapbond {
namespace {

namespace po = boost::program_options;

constexpr const char* kInterface = "tapbond";

std::string interfaces() {
  return fmt::format(
      "extcap {{version={}}}{{display=tapbond}}\n"
      "interface {{value={}}}{{display=Bonded taps (tapbond)}}\n",
      TAPBOND_VERSION, kInterface);
}

// The legs' link types are in the pcapng stream; this one is what they nearly always are.
constexpr const char* kLinktypes = "dlt {number=1}{name=EN10MB}{display=Ethernet}\n";

std::string settings() {
  return fmt::format(
      "arg {{number=0}}{{call=--legs}}{{display=Legs}}{{type=string}}{{required=true}}"
      "{{tooltip=The interfaces to bond: eth1 eth2, or feeds of other sensors: "
      "TCP@10.0.0.7:57012}}\n"
      "arg {{number=1}}{{call=--hold}}{{display=Hold (ms)}}{{type=unsigned}}{{range=1,3600000}}"
      "{{tooltip=How long a packet may wait for an older one of another leg (empty: {}, with feeds "
      "{})}}\n"
      "arg {{number=2}}{{call=--label}}{{display=Labels}}{{type=string}}"
      "{{tooltip=What the legs carry: eth1=client side, eth2=server side}}\n"
      "arg {{number=3}}{{call=--snaplen}}{{display=Snapshot length (bytes)}}{{type=unsigned}}"
      "{{range=1,262144}}{{default=262144}}{{tooltip=What is kept of each packet}}\n",
      Options::kLiveHold / 1'000'000, Options::kFeedHold / 1'000'000);
}

// The parts of a text between any of these characters, without the blanks around them.
std::vector<std::string> parts_of(std::string_view text, std::string_view separators) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(separators), text.size());
    std::string_view part = text.substr(0, end);
    part.remove_prefix(std::min(part.find_first_not_of(' '), part.size()));
    part = part.substr(0, part.find_last_not_of(' ') + 1);
    if (!part.empty()) parts.emplace_back(part);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

// Empty when there is nothing wrong with it: how Wireshark asks while somebody types a filter.
std::string complaint_about(const std::string& filter) {
  try {
    const FrameFilter compiled(filter, kLinktypeEthernet);
    return {};
  } catch (const std::runtime_error& error) {
    return visible_text(error.what()) + '\n';
  }
}

std::vector<std::string> capture_command(const po::variables_map& said) {
  const auto value = [&said](const char* key) {
    return said.contains(key) ? said[key].as<std::string>() : std::string();
  };
  if (value("fifo").empty()) throw UsageError("--capture needs --fifo with the pipe to write to");
  const std::vector<std::string> legs = parts_of(value("legs"), " ,");
  if (legs.empty()) {
    throw UsageError("no legs to bond; name them in the settings of this interface: eth1 eth2");
  }
  std::vector<std::string> command = {"tapbond"};
  const auto add = [&command](const char* option, const std::string& argument) {
    if (!argument.empty()) command.insert(command.end(), {option, argument});
  };
  for (const std::string& leg : legs) add("-i", leg);
  for (const std::string& label : parts_of(value("label"), ",")) add("--label", label);
  add("--hold", value("hold"));
  add("-s", value("snaplen"));
  add("-w", value("fifo"));
  command.insert(command.end(), {"--format", "pcapng", "-U"});
  add("--", value("extcap-capture-filter"));
  return command;
}

}  // namespace

bool is_extcap(int argc, const char* const* argv) {
  return std::any_of(argv + 1, argv + argc, [](const char* argument) {
    return std::string_view(argument).starts_with("--extcap-");
  });
}

ExtcapRequest parse_extcap(int argc, const char* const* argv) {
  po::options_description known;
  const auto text = [] { return po::value<std::string>(); };
  known.add_options()                    //
      ("extcap-interfaces", "")          //
      ("extcap-version", text())         //
      ("extcap-interface", text())       //
      ("extcap-dlts", "")                //
      ("extcap-config", "")              //
      ("extcap-capture-filter", text())  //
      ("extcap-reload-option", text())   //
      ("extcap-control-in", text())      //
      ("extcap-control-out", text())     //
      ("extcap-cleanup-postkill", "")    //
      ("capture", "")                    //
      ("fifo", text())                   //
      ("legs", text())                   //
      ("hold", text())                   //
      ("label", text())                  //
      ("snaplen", text());
  po::variables_map said;
  try {
    const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
    po::store(po::command_line_parser(argc, argv).options(known).style(style).run(), said);
  } catch (const po::error& error) {
    throw UsageError(fmt::format("{}; these options are Wireshark's to give", error.what()));
  }
  if (said.contains("extcap-interfaces")) return {.answer = interfaces(), .command_line = {}};
  if (!said.contains("extcap-interface")) throw UsageError("--extcap-interface tapbond is missing");
  if (const auto& name = said["extcap-interface"].as<std::string>(); name != kInterface) {
    throw UsageError(fmt::format("there is no extcap interface {}, only {}", name, kInterface));
  }
  if (said.contains("extcap-dlts")) return {.answer = kLinktypes, .command_line = {}};
  if (said.contains("extcap-config")) return {.answer = settings(), .command_line = {}};
  if (said.contains("capture")) return {.answer = {}, .command_line = capture_command(said)};
  if (said.contains("extcap-capture-filter")) {
    return {.answer = complaint_about(said["extcap-capture-filter"].as<std::string>()),
            .command_line = {}};
  }
  throw UsageError("nothing is asked for; --extcap-interfaces is what Wireshark begins with");
}

}  // namespace tapbond
