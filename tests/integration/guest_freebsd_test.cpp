// scripts/guest/one2many-freebsd.sh: what it tells FreeBSD's kernel, and how it takes that back.

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "tests/integration/lab.h"
#include "tests/integration/process.h"

namespace tapbond::lab {
namespace {

// FreeBSD's commands, as far as the script asks them anything, writing down how they were called.
void stand_in_for_freebsd(const std::string& directory, const std::string& log) {
  const std::map<std::string, std::string> commands = {
      {"kldstat", "[ \"$3\" = ng_ether ]"},  // the only module that is there already
      {"kldload", ""},
      {"kldunload", ""},
      {"ngctl", "[ \"$3\" != getifname ] || printf 'Rec...\\nArgs:\\t\"ngeth0\"\\n'"},
      {"ifconfig",
       "[ $# -ne 1 ] || echo \"$1: flags=8802<BROADCAST,SIMPLEX> options=4<VLAN_MTU,LRO>\""}};
  for (const auto& [name, answer] : commands) {
    std::ofstream(directory + "/" + name)
        << "#!/bin/sh\necho " << name << " \"$@\" >>" << log << "\n"
        << answer << "\n";
    std::filesystem::permissions(directory + "/" + name, std::filesystem::perms::owner_all);
  }
}

TEST(GuestScriptFreeBsd, JoinsTheLegsWithNetgraphAndTakesItBack) {
  if (geteuid() != 0) GTEST_SKIP() << "the script asks for root";
  const Scratch scratch;
  const std::string log = scratch.path("log");
  stand_in_for_freebsd(scratch.path(""), log);
  const auto script = [&](const std::string& action, const std::vector<std::string>& legs) {
    std::vector<std::string> command = {"env",
                                        "PATH=" + scratch.path("") + ":/usr/bin:/bin",
                                        SCRIPTS "/guest/one2many-freebsd.sh",
                                        action,
                                        "--name",
                                        "bond0",
                                        "--state",
                                        scratch.path("")};
    command.insert(command.end(), legs.begin(), legs.end());
    must_run(command);
    const std::string steps = must_run(
        {"sh", "-c", "grep -v 'kldstat\\|ifconfig [^ ]*$' " + log + " || true; : >" + log});
    return steps;
  };
  must_run({"sh", "-n", SCRIPTS "/guest/one2many-freebsd.sh"});
  EXPECT_EQ(script("up", {"em1", "em2"}),
            "kldload ng_one2many\n"
            "kldload ng_eiface\n"
            "ifconfig em1 inet6 ifdisabled\n"
            "ifconfig em1 -arp\n"
            "ifconfig em1 -lro\n"
            "ifconfig em1 promisc\n"
            "ifconfig em1 up\n"
            "ifconfig em2 inet6 ifdisabled\n"
            "ifconfig em2 -arp\n"
            "ifconfig em2 -lro\n"
            "ifconfig em2 promisc\n"
            "ifconfig em2 up\n"
            "ngctl mkpeer em1: one2many lower many0\n"
            "ngctl name em1:lower bond0_one2many\n"
            "ngctl connect em2: bond0_one2many: lower many1\n"
            "ngctl mkpeer bond0_one2many: eiface one ether\n"
            "ngctl msg bond0_one2many:one getifname\n"
            "ifconfig ngeth0 name bond0\n"
            "ifconfig bond0 inet6 ifdisabled\n"
            "ifconfig bond0 -arp promisc up\n");
  EXPECT_EQ(script("up", {"em1", "em2"}), "");
  EXPECT_EQ(script("down", {}),
            "ngctl shutdown bond0_one2many:one\n"
            "ngctl shutdown em1:lower\n"
            "ifconfig em2 down\n"
            "ifconfig em2 -promisc\n"
            "ifconfig em2 lro\n"
            "ifconfig em2 arp\n"
            "ifconfig em2 inet6 -ifdisabled\n"
            "ifconfig em1 down\n"
            "ifconfig em1 -promisc\n"
            "ifconfig em1 lro\n"
            "ifconfig em1 arp\n"
            "ifconfig em1 inet6 -ifdisabled\n"
            "kldunload ng_eiface\n"
            "kldunload ng_one2many\n");
  EXPECT_EQ(script("down", {}), "");
}

}  // namespace
}  // namespace tapbond::lab
