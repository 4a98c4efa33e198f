#include "sensor/legs/interface_list.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace tapbond {
namespace {

std::string output_of(const char* command) {
  const std::unique_ptr<FILE, decltype(&pclose)> pipe(popen(command, "r"), pclose);
  std::string text;
  std::array<char, 4096> part{};
  while (const std::size_t got = fread(part.data(), 1, part.size(), pipe.get())) {
    text.append(part.data(), got);
  }
  return text;
}

std::vector<std::string> names() {
  std::vector<std::string> names;
  for (const ListedInterface& interface : listed_interfaces()) names.push_back(interface.name);
  return names;
}

// The part of tcpdump's lines that scripts and fingers rely on: "1.eth0".
std::vector<std::string> tcpdumps_names() {
  std::vector<std::string> names;
  std::istringstream lines(output_of("tcpdump -D 2>/dev/null"));
  for (std::string line; std::getline(lines, line);)
    names.push_back(line.substr(0, line.find(' ')));
  return names;
}

TEST(InterfaceList, IsNumberedAsTcpdumps) {
  const std::vector<std::string> expected = tcpdumps_names();
  if (expected.empty()) GTEST_SKIP() << "tcpdump is not installed: nothing to compare with";
  std::vector<std::string> listed;
  for (const ListedInterface& interface : listed_interfaces()) {
    listed.push_back(std::to_string(interface.number) + "." + interface.name);
  }
  EXPECT_EQ(listed, expected);
}

TEST(InterfaceByNumber, IsTheOneOfThatLine) {
  const std::vector<std::string> listed = names();
  ASSERT_FALSE(listed.empty());
  for (std::size_t i = 0; i < listed.size(); ++i) {
    EXPECT_EQ(interface_by_number(std::to_string(i + 1)), listed[i]);
  }
}

TEST(InterfaceByNumber, LeavesNamesAsTheyAre) {
  for (const char* name : {"lo", "eth1", "any", "", "1a", "-1", "1234567890"}) {
    EXPECT_EQ(interface_by_number(name), name);
  }
}

TEST(InterfaceByNumber, RefusesNumbersThatAreNotInTheList) {
  for (const std::string& number :
       {std::string("0"), std::to_string(names().size() + 1), std::string("99999999")}) {
    try {
      interface_by_number(number);
      ADD_FAILURE() << number;
    } catch (const std::runtime_error& error) {
      EXPECT_TRUE(std::string(error.what()).starts_with(number + ": ")) << error.what();
      EXPECT_NE(std::string(error.what()).find("-D"), std::string::npos) << error.what();
    }
  }
}

TEST(LinktypeList, NamesTheInterfaceThatIsNotThere) {
  try {
    linktype_list("nosuch0");
    ADD_FAILURE();
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("nosuch0"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace tapbond
