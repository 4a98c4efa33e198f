#include "sensor/command_line/parse_options.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "sensor/usage_error.h"

namespace tapbond {
namespace {

Options parse(const std::vector<std::string>& words) {
  std::vector<const char*> argv{"tapbond"};
  for (const std::string& word : words) argv.push_back(word.c_str());
  return parse_options(static_cast<int>(argv.size()), argv.data());
}

// Empty when there is nothing to complain about.
std::string complaint(const std::vector<std::string>& words) {
  try {
    parse(words);
  } catch (const UsageError& error) {
    return error.what();
  }
  return {};
}

using Words = std::vector<std::string>;

class FilterFile {
 public:
  explicit FilterFile(const std::string& content) {
    const int fd = mkstemp(path_.data());
    std::ofstream(path_) << content;
    close(fd);
  }
  ~FilterFile() { unlink(path_.c_str()); }
  FilterFile(const FilterFile&) = delete;
  FilterFile& operator=(const FilterFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_ = testing::TempDir() + "filterXXXXXX";
};

TEST(Options, SayWhenFilesChange) {
  const Options o = parse({"-i", "eth1", "-w", "x%H", "-C", "2", "-G", "3600", "-W", "5",
                           "--max-disk", "4G", "-z", "gzip"});
  EXPECT_EQ(o.rotation.file_bytes, 2'000'000u);
  EXPECT_EQ(o.rotation.seconds, 3600);
  EXPECT_EQ(o.rotation.count, 5u);
  EXPECT_EQ(o.rotation.series_bytes, std::uint64_t{4} << 30);
  EXPECT_EQ(o.finished_command, "gzip");
  const Options ring = parse({"-i", "eth1", "-w", "x", "-C", "64k", "--ring", "7"});
  EXPECT_EQ(ring.rotation.file_bytes, 65536u);
  EXPECT_EQ(ring.rotation.ring, 7u);
  EXPECT_FALSE(parse({"-i", "eth1", "-w", "x"}).rotation.any());
}

TEST(Options, TakeCompressionFromTheName) {
  EXPECT_FALSE(parse({"-i", "eth1", "-w", "x.pcapng"}).gzip);
  EXPECT_TRUE(parse({"-i", "eth1", "-w", "x.pcapng", "--compress", "gzip"}).gzip);
  const Options o = parse({"-i", "eth1", "-w", "x.pcapng.GZ"});
  EXPECT_TRUE(o.gzip);
  EXPECT_EQ(o.format, FileFormat::kPcapng);
  EXPECT_EQ(parse({"-i", "eth1", "-w", "x.gz"}).format, FileFormat::kPcap);
}

TEST(Options, HaveDefaults) {
  const Options o = parse({"-i", "eth1"});
  EXPECT_EQ(o.action, Action::kCapture);
  EXPECT_EQ(o.interfaces, Words{"eth1"});
  EXPECT_TRUE(o.files.empty());
  EXPECT_EQ(o.labels, Words{""});
  EXPECT_EQ(o.filter, "");
  EXPECT_TRUE(o.promiscuous);
  EXPECT_EQ(o.snaplen, 262144);
  EXPECT_FALSE(o.ring_kib);
  EXPECT_EQ(o.tstamp_type, "");
  EXPECT_FALSE(o.user);
  EXPECT_EQ(o.count, 0u);
  EXPECT_FALSE(o.hold_ns);
  EXPECT_FALSE(o.buffer_mib);
  EXPECT_EQ(o.write_path, "");
  EXPECT_TRUE(o.print) << "without -w there is text";
  EXPECT_FALSE(o.microseconds) << "a pcap file has nanoseconds";
  EXPECT_FALSE(o.text.nanoseconds) << "text has microseconds";
  EXPECT_FALSE(o.unbuffered);
  EXPECT_FALSE(o.show_leg);
  EXPECT_FALSE(o.quiet);
  EXPECT_EQ(o.text.verbosity, 0);
  EXPECT_EQ(o.text.time, TimeStyle::kClock);
  EXPECT_EQ(o.text.dump, DumpStyle::kNone);
}

TEST(Options, SayWhichFramesAreTakenApart) {
  const Options o = parse({"-i", "eth1", "--split", "vlan", "--filter-outer", "vlan", "--label",
                           "eth1=tap", "--label", "eth1.10=client side", "-Q", "in", "icmp"});
  EXPECT_TRUE(o.split_vlan);
  EXPECT_EQ(o.filter, "icmp");
  EXPECT_EQ(o.filter_outer, "inbound and (vlan)") << "a direction is one of what came in";
  EXPECT_EQ(leg_filter(o), o.filter_outer);
  EXPECT_EQ(o.labels, Words{"tap"});
  ASSERT_EQ(o.interface_labels.size(), 1u);
  EXPECT_EQ(o.interface_labels[0], std::pair(std::string("eth1.10"), std::string("client side")));
  EXPECT_NE(complaint({"-i", "eth1", "--split", "mpls"}), "");
  EXPECT_NE(complaint({"-i", "eth1", "--filter-outer", "vlan"}), "");
  EXPECT_NE(complaint({"-i", "eth1", "--label", "eth1.10=x"}), "") << "nothing is to be found";
  EXPECT_EQ(leg_filter(parse({"-i", "eth1", "icmp"})), "icmp");
}

TEST(Options, SayWhichTunnelsAreTakenOff) {
  const Options all = parse({"-i", "eth1", "--unwrap", "udp"});
  EXPECT_TRUE(all.unwrap.vxlan && all.unwrap.geneve && all.unwrap.gre && all.unwrap.erspan &&
              all.unwrap.tzsp);
  EXPECT_EQ(all.filter, "udp") << "which is no list of tunnels";
  const Options some = parse({"-i", "eth1", "--unwrap=vxlan,gre", "--unwrap-only"});
  EXPECT_TRUE(some.unwrap.vxlan && some.unwrap.gre && some.tunnelled_only);
  EXPECT_FALSE(some.unwrap.geneve || some.unwrap.erspan || some.unwrap.tzsp);
  EXPECT_NE(complaint({"-i", "eth1", "--unwrap=ipip"}), "");
  EXPECT_NE(complaint({"-i", "eth1", "--unwrap-only"}), "");
}

TEST(Options, TakeLegsInTheirOrder) {
  EXPECT_EQ(parse({"-i", "eth2", "-ieth1", "--interface", "3", "--interface=lo"}).interfaces,
            (Words{"eth2", "eth1", "3", "lo"}));
  EXPECT_EQ(parse({"-r", "b.pcap", "--read", "-", "-ra.pcapng"}).files,
            (Words{"b.pcap", "-", "a.pcapng"}));
}

TEST(Options, TakeTheLettersOfTcpdump) {
  const Options o =
      parse({"-i", "eth1",    "-p", "-c", "7",  "-s", "96", "-B", "2048", "-Z", "nobody",
             "-j", "adapter", "-U", "-l", "-n", "-e", "-q", "-S", "-#",   "-w", "x"});
  EXPECT_FALSE(o.promiscuous);
  EXPECT_EQ(o.count, 7u);
  EXPECT_EQ(o.snaplen, 96);
  EXPECT_EQ(o.ring_kib, 2048);
  EXPECT_EQ(o.user, "nobody");
  EXPECT_EQ(o.tstamp_type, "adapter");
  EXPECT_TRUE(o.unbuffered);
  EXPECT_TRUE(o.text.link_header);
  EXPECT_TRUE(o.quiet);
  EXPECT_TRUE(o.text.quick);
  EXPECT_TRUE(o.text.absolute_sequence);
  EXPECT_TRUE(o.text.number);
  EXPECT_EQ(o.write_path, "x");
  EXPECT_FALSE(o.print);
}

TEST(Options, TakeTheLongNamesOfTcpdump) {
  const Options o = parse(
      {"--interface=eth1", "--no-promiscuous-mode", "--snapshot-length=96", "--buffer-size=2048",
       "--relinquish-privileges=nobody", "--time-stamp-type=adapter", "--packet-buffered",
       "--absolute-tcp-sequence-numbers", "--number", "--micro", "--print", "--write=x"});
  EXPECT_FALSE(o.promiscuous);
  EXPECT_EQ(o.snaplen, 96);
  EXPECT_EQ(o.ring_kib, 2048);
  EXPECT_EQ(o.user, "nobody");
  EXPECT_EQ(o.tstamp_type, "adapter");
  EXPECT_TRUE(o.unbuffered);
  EXPECT_TRUE(o.text.absolute_sequence);
  EXPECT_TRUE(o.text.number);
  EXPECT_TRUE(o.microseconds);
  EXPECT_TRUE(o.print);
  EXPECT_EQ(o.write_path, "x");
}

TEST(Options, TakeOurOwn) {
  const Options o =
      parse({"-i", "eth1", "--hold", "35", "--buffer=256", "--leg", "--print", "-w", "x.pcap"});
  EXPECT_EQ(o.hold_ns, 35'000'000);
  EXPECT_EQ(buffer_bytes(o), std::size_t{256} << 20);
  EXPECT_TRUE(o.show_leg);
  EXPECT_TRUE(o.print);
}

TEST(Options, CombineShortOptions) {
  const Options live = parse({"-nei", "eth1"});
  EXPECT_EQ(live.interfaces, Words{"eth1"});
  EXPECT_TRUE(live.text.link_header);
  const Options file = parse({"-nnvvXr", "a.pcap"});
  EXPECT_EQ(file.files, Words{"a.pcap"});
  EXPECT_EQ(file.text.verbosity, 2);
  EXPECT_EQ(file.text.dump, DumpStyle::kHexAscii);
  const Options joined = parse({"-eqc5", "-nvieth1", "-#w-"});
  EXPECT_EQ(joined.count, 5u);
  EXPECT_EQ(joined.interfaces, Words{"eth1"});
  EXPECT_EQ(joined.write_path, "-");
  EXPECT_TRUE(joined.text.number);
}

TEST(Options, CountRepeatedLetters) {
  for (int times = 0; times <= 4; ++times) {
    const auto letters = static_cast<std::size_t>(times);
    Words words{"-i", "eth1"};
    for (int i = 0; i < times; ++i) words.push_back("-v");
    EXPECT_EQ(parse(words).text.verbosity, times);
    if (times > 0) {
      EXPECT_EQ(parse({"-i", "eth1", "-" + std::string(letters, 'v')}).text.verbosity, times);
    }
  }
}

TEST(Options, ChooseTheTimeByTheNumberOfTs) {
  constexpr TimeStyle kStyles[] = {TimeStyle::kNone, TimeStyle::kEpoch, TimeStyle::kDelta,
                                   TimeStyle::kDate, TimeStyle::kSinceFirst};
  for (std::size_t times = 1; times <= 5; ++times) {
    EXPECT_EQ(parse({"-i", "eth1", "-" + std::string(times, 't')}).text.time, kStyles[times - 1]);
  }
  EXPECT_EQ(parse({"-t", "-nt", "-i", "eth1", "-t"}).text.time, TimeStyle::kDelta);
  EXPECT_NE(complaint({"-i", "eth1", "-tttttt"}), "");
}

TEST(Options, ChooseTheDump) {
  EXPECT_EQ(parse({"-i", "e", "-x"}).text.dump, DumpStyle::kHex);
  EXPECT_EQ(parse({"-i", "e", "-xx"}).text.dump, DumpStyle::kHexLink);
  EXPECT_EQ(parse({"-i", "e", "-x", "-x"}).text.dump, DumpStyle::kHexLink);
  EXPECT_EQ(parse({"-i", "e", "-X"}).text.dump, DumpStyle::kHexAscii);
  EXPECT_EQ(parse({"-i", "e", "-XX"}).text.dump, DumpStyle::kHexAsciiLink);
  EXPECT_EQ(parse({"-i", "e", "-A"}).text.dump, DumpStyle::kAscii);
}

TEST(Options, ChooseThePrecision) {
  const Options micro = parse({"-i", "e", "--time-stamp-precision", "micro"});
  EXPECT_TRUE(micro.microseconds);
  EXPECT_FALSE(micro.text.nanoseconds);
  for (const auto& words :
       {Words{"-i", "e", "--time-stamp-precision=nano"}, Words{"-i", "e", "--nano"}}) {
    const Options nano = parse(words);
    EXPECT_FALSE(nano.microseconds);
    EXPECT_TRUE(nano.text.nanoseconds);
  }
}

TEST(Options, ChooseTheFormat) {
  const auto format = [](const Words& words) {
    Words all{"-i", "eth1"};
    all.insert(all.end(), words.begin(), words.end());
    return parse(all).format;
  };
  EXPECT_EQ(format({"-w", "a.pcapng"}), FileFormat::kPcapng);
  EXPECT_EQ(format({"-w", "A.PcapNG"}), FileFormat::kPcapng);
  EXPECT_EQ(format({"-w", "a.pcap"}), FileFormat::kPcap);
  EXPECT_EQ(format({"-w", "pcapng"}), FileFormat::kPcap);
  EXPECT_EQ(format({"-w", "-"}), FileFormat::kPcap);
  EXPECT_EQ(format({"-w", "-", "--format", "pcapng"}), FileFormat::kPcapng);
  EXPECT_EQ(format({"-w", "a.pcapng", "--format=pcap"}), FileFormat::kPcap);
}

TEST(Options, JoinTheWordsOfTheFilter) {
  EXPECT_EQ(parse({"-i", "eth1", "icmp"}).filter, "icmp");
  EXPECT_EQ(parse({"-i", "eth1", "tcp", "port", "80", "or", "arp"}).filter, "tcp port 80 or arp");
  EXPECT_EQ(parse({"-i", "eth1", "tcp[13] & 2 != 0"}).filter, "tcp[13] & 2 != 0");
  EXPECT_EQ(parse({"-i", "eth1", "--", "tcp", "-", "1"}).filter, "tcp - 1");
  const Options mixed = parse({"icmp", "-i", "eth1", "or", "-c", "3", "arp"});
  EXPECT_EQ(mixed.filter, "icmp or arp");
  EXPECT_EQ(mixed.count, 3u);
}

TEST(Options, ReadTheFilterFromAFile) {
  const FilterFile file("tcp port 80 # the web\n  or arp\n# nothing\n");
  const std::string filter = parse({"-i", "eth1", "-F", file.path()}).filter;
  EXPECT_EQ(filter.find('#'), std::string::npos);
  EXPECT_NE(filter.find("tcp port 80"), std::string::npos);
  EXPECT_NE(filter.find("or arp"), std::string::npos);
  EXPECT_NE(complaint({"-i", "eth1", "-F", file.path(), "icmp"}), "");
}

TEST(Options, RefuseAFilterFileThatCannotBeRead) {
  EXPECT_NE(complaint({"-i", "eth1", "-F", "/nowhere/filter"}).find("/nowhere/filter"),
            std::string::npos);
  // Without a filter everything would be captured, which is not what was asked for.
  EXPECT_NE(complaint({"-i", "eth1", "-F", testing::TempDir()}), "");
  EXPECT_NE(complaint({"-i", "eth1", "-F", ""}), "");
}

TEST(Options, GiveLabelsToTheirLegs) {
  EXPECT_EQ(parse({"--label", "eth2=uplink, client side", "-i", "eth1", "-i", "eth2"}).labels,
            (Words{"", "uplink, client side"}));
  EXPECT_EQ(parse({"-r", "a.pcap", "--label=a.pcap=x=y"}).labels, Words{"x=y"});
  EXPECT_EQ(parse({"-i", "eth1", "--label", "eth1="}).labels, Words{""});
  EXPECT_EQ(parse({"-r", "a", "-r", "a=b.pcap", "--label", "a=b.pcap=x=y"}).labels,
            (Words{"", "x=y"}));
  EXPECT_EQ(parse({"-r", "a=b.pcap", "--label", "a=b.pcap="}).labels, Words{""});
}

TEST(Options, NameTheTrailerThatHasTheTime) {
  EXPECT_FALSE(parse({"-i", "eth1"}).trailer);
  EXPECT_EQ(parse({"-i", "eth1", "--trailer", "metamako"}).trailer, TrailerKind::kMetamako);
  EXPECT_EQ(parse({"-i", "eth1", "--trailer", "hpt"}).trailer, TrailerKind::kHpt);
  EXPECT_EQ(parse({"-i", "eth1", "--trailer", "vss"}).trailer, TrailerKind::kVss);
  EXPECT_THROW(parse({"-i", "eth1", "--trailer", "garland"}), UsageError);
  EXPECT_THROW(parse({"-i", "eth1", "--trailer", "hpt", "--unwrap"}), UsageError);
}

TEST(Options, SayWhatBecomesOfDuplicates) {
  const Options plain = parse({"-i", "eth1"});
  EXPECT_EQ(plain.duplicates.are, DuplicatesAre::kKept);
  EXPECT_EQ(plain.duplicates.within_ns, 1'000'000);
  const Options drop = parse({"-i", "eth1", "--duplicates", "drop", "--duplicates-within", "20"});
  EXPECT_EQ(drop.duplicates.are, DuplicatesAre::kDropped);
  EXPECT_EQ(drop.duplicates.within_ns, 20'000'000);
  EXPECT_EQ(parse({"-i", "eth1", "--duplicates", "mark", "-w", "x.pcapng"}).duplicates.are,
            DuplicatesAre::kMarked);
  EXPECT_NO_THROW(parse({"-i", "eth1", "--duplicates", "mark", "--serve", "127.0.0.1:5"}));
  EXPECT_THROW(parse({"-i", "eth1", "--duplicates", "mark", "-w", "x.pcap"}), UsageError);
  EXPECT_THROW(parse({"-i", "eth1", "--duplicates", "mark", "--serve", "127.0.0.1:5,pcap"}),
               UsageError);
  EXPECT_THROW(parse({"-i", "eth1", "--duplicates", "hide"}), UsageError);
  EXPECT_THROW(parse({"-i", "eth1", "--duplicates-within", "0"}), UsageError);
  EXPECT_THROW(parse({"-i", "eth1", "--duplicates-within", "1001"}), UsageError);
}

TEST(Options, OrderByCausesUnlessStampsAreAskedFor) {
  const Options plain = parse({"-i", "eth1", "-i", "eth2"});
  EXPECT_EQ(plain.order, OrderBy::kCause);
  EXPECT_FALSE(plain.comment_moved);
  EXPECT_EQ(live_reach(plain), Options::kLiveHold / 4);
  EXPECT_EQ(live_reach(parse({"-i", "eth1", "-i", "eth2", "--hold", "500"})), 240'000'000)
      << "half of what two timers of the kernel leave";
  EXPECT_EQ(live_reach(parse({"-i", "eth1", "-i", "eth2", "--hold", "1"})), 250'000);
  EXPECT_EQ(live_reach(parse({"-i", "eth1", "-i", "TCP@10.0.0.7:57012"})), Options::kFeedHold / 4)
      << "a feed has a network before it";
  EXPECT_TRUE(parse({"-i", "eth1", "--order", "causal,comment"}).comment_moved);
  EXPECT_FALSE(plain.align);
  EXPECT_TRUE(parse({"-r", "a", "-r", "b", "--align"}).align);
  const Options stamps = parse({"-i", "eth1", "-i", "eth2", "--order", "stamp"});
  EXPECT_FALSE(looks_for_causes(stamps));
  EXPECT_EQ(live_reach(stamps), 0);
  EXPECT_EQ(live_reach(parse({"-i", "eth1"})), 0) << "one leg is a queue";
  EXPECT_EQ(file_reach(parse({"-r", "a"})), 0);
  EXPECT_EQ(file_reach(parse({"-r", "a", "-r", "b"})), Options::kFileHold / 10);
  EXPECT_NE(complaint({"-i", "eth1", "--order", "alphabetical"}).find("causal"), std::string::npos);
}

TEST(Options, AskForHelp) {
  EXPECT_EQ(parse({"--help"}).action, Action::kHelp);
  EXPECT_EQ(parse({"-h"}).action, Action::kHelp);
  EXPECT_EQ(parse({"--help", "order"}).help_topic, "order");
  EXPECT_EQ(parse({"--version"}).action, Action::kVersion);
  EXPECT_EQ(parse({"-D"}).action, Action::kListInterfaces);
  EXPECT_EQ(parse({"-L", "-i", "eth1"}).action, Action::kListLinktypes);
}

TEST(Options, TakeAsManyLegsAsCanBeBonded) {
  Words words;
  for (std::size_t i = 0; i < Options::kMaxLegs; ++i) {
    words.push_back("-i");
    words.push_back("eth" + std::to_string(i));
  }
  EXPECT_EQ(parse(words).interfaces.size(), Options::kMaxLegs);
  words.insert(words.end(), {"-i", "one_more"});
  EXPECT_NE(complaint(words).find("32"), std::string::npos);

  Words files;
  for (std::size_t i = 0; i < Options::kMaxFiles; ++i) {
    files.push_back("-r");
    files.push_back("file" + std::to_string(i));
  }
  EXPECT_EQ(parse(files).files.size(), Options::kMaxFiles);
  files.insert(files.end(), {"-r", "one_more"});
  EXPECT_NE(complaint(files).find("in parts"), std::string::npos);
}

struct Wrong {
  Words words;
  std::string names;  // what the complaint is about
  std::string says;   // what to do, or what would be right
};

void PrintTo(const Wrong& wrong, std::ostream* out) {
  for (const std::string& word : wrong.words) *out << word << ' ';
}

class WrongOptions : public testing::TestWithParam<Wrong> {};

TEST_P(WrongOptions, AreRefusedInOneLineThatSaysWhatToDo) {
  const std::string message = complaint(GetParam().words);
  ASSERT_NE(message, "");
  EXPECT_EQ(std::count(message.begin(), message.end(), '\n'), 0) << message;
  EXPECT_NE(message.find(GetParam().names), std::string::npos) << message;
  EXPECT_NE(message.find(GetParam().says), std::string::npos) << message;
}

INSTANTIATE_TEST_SUITE_P(
    Options, WrongOptions,
    testing::Values(
        Wrong{{}, "no leg", "-i"}, Wrong{{"icmp"}, "no leg", "-r"}, Wrong{{"-L"}, "no leg", "-i"},
        Wrong{{"-L", "-r", "a.pcap"}, "-L", "-i"}, Wrong{{"-i", ""}, "-i", "-D"},
        Wrong{{"-i", "eth1", "-y"}, "linktype", "--help"},
        Wrong{{"-i", "eth1", "-3"}, "-3", "--help"},
        Wrong{{"-i", "eth1", "--holt", "3"}, "--holt", "--help"},
        Wrong{{"-i", "eth1", "--hol", "3"}, "--hol", "--help"},
        Wrong{{"-i"}, "interface", "--help"}, Wrong{{"-i", "-n"}, "interface", "--help"},
        Wrong{{"-i", "eth1", "--print=yes"}, "--print", "--help"},
        Wrong{{"-i", "eth1", "-r", "a.pcap"}, "-r", "not both"},
        Wrong{{"-i", "eth1", "-i", "eth2", "-i", "eth1"}, "eth1", "once"},
        Wrong{{"-r", "a", "-r", "a"}, "a: given twice", "once"},
        Wrong{{"-r", "-", "-r", "-"}, "given twice", "once"},
        Wrong{{"-i", "eth1", "-c", "0"}, "-c", "from 1"},
        Wrong{{"-i", "eth1", "-c", "5x"}, "5x", "number"},
        Wrong{{"-i", "eth1", "-c", "-5"}, "-5", "number"},
        Wrong{{"-i", "eth1", "-c", "99999999999999999999"}, "-c", "number"},
        Wrong{{"-i", "eth1", "-s", "262145"}, "-s", "262144"},
        Wrong{{"-i", "eth1", "-s", "many"}, "many", "number"},
        Wrong{{"-i", "eth1", "-B", "0"}, "-B", "from 1"},
        Wrong{{"-i", "eth1", "--hold", "0"}, "--hold", "from 1"},
        Wrong{{"-i", "eth1", "--hold", "1.5"}, "1.5", "number"},
        Wrong{{"-i", "eth1", "--buffer", "1"}, "--buffer", "from 4"},
        Wrong{{"-i", "eth1", "--time-stamp-precision", "pico"}, "pico", "micro or nano"},
        Wrong{{"-i", "eth1", "-w", "x", "--format", "erf"}, "erf", "pcap or pcapng"},
        Wrong{{"-i", "eth1", "-C", "1"}, "-C", "-w"},
        Wrong{{"-i", "eth1", "-G", "1", "-w", "-"}, "-G", "-w"},
        Wrong{{"-i", "eth1", "-w", "x", "-C", "0"}, "-C", "millions"},
        Wrong{{"-i", "eth1", "-w", "x", "-C", "1T"}, "1T", "millions"},
        Wrong{{"-i", "eth1", "-w", "x", "-C", "K"}, "K", "millions"},
        Wrong{{"-i", "eth1", "-w", "x", "-G", "0"}, "-G", "from 1"},
        Wrong{{"-i", "eth1", "-w", "x", "-W", "3"}, "-W", "-C or -G"},
        Wrong{{"-i", "eth1", "-w", "x", "--ring", "3"}, "--ring", "-C or -G"},
        Wrong{{"-i", "eth1", "-w", "x", "-z", "gzip"}, "-z", "-C or -G"},
        Wrong{{"-i", "eth1", "-w", "x", "-C", "1", "-W", "3", "--ring", "3"}, "--ring", "one of"},
        Wrong{{"-i", "eth1", "-w", "x", "-C", "9", "--max-disk", "8"}, "--max-disk", "-C"},
        Wrong{{"-i", "eth1", "--sync", "5"}, "--sync", "-w"},
        Wrong{{"-i", "eth1", "-w", "x", "--sync", "0"}, "--sync", "0"},
        Wrong{{"-i", "eth1", "--compress", "gzip"}, "--compress", "-w"},
        Wrong{{"-i", "eth1", "-w", "x", "--compress", "xz"}, "xz", "gzip"},
        Wrong{{"-i", "eth1", "--label", "uplink"}, "uplink", "LEG=TEXT"},
        Wrong{{"-i", "eth1", "--label", "=uplink"}, "=uplink", "LEG=TEXT"},
        Wrong{{"-i", "eth1", "--label", "eth2=uplink"}, "eth2", "-i"},
        Wrong{{"--check"}, "no leg", "-i"}, Wrong{{"--check", "-r", "a.pcap"}, "--check", "-i"},
        Wrong{{"--check", "-i", "eth1", "--seconds", "-1"}, "--seconds", "from 0"},
        Wrong{{"-i", "eth1", "--seconds", "5"}, "--seconds", "--check"},
        Wrong{{"-i", "eth1", "--probe", "5"}, "--probe", "-D"},
        Wrong{{"-D", "--probe", "0"}, "--probe", "from 1"},
        Wrong{{"-i", "eth1", "--json"}, "--json", "--check"},
        Wrong{{"-i", "TCP@sensor7:57012"}, "sensor7", "numbers"},
        Wrong{{"-i", "TCP@[::1]:5", "-i", "TCP@[0::1]:5"}, "TCP@[::1]:5", "once"},
        Wrong{{"--check", "-i", "TCP@10.0.0.7:5"}, "TCP@10.0.0.7:5", "serves"},
        Wrong{{"-L", "-i", "TCP@10.0.0.7:5"}, "TCP@10.0.0.7:5", "serves"},
        Wrong{{"-i", "TCP@[::1]:5", "--serve", "[::1]:5"}, "TCP@[::1]:5", "another"},
        Wrong{{"-i", "TCP@127.0.0.1:5", "--serve", "0.0.0.0:5", "--serve-any"},
              "TCP@127.0.0.1:5",
              "another"},
        Wrong{{"-i", "eth1", "-w", ""}, "-w", "standard output"},
        Wrong{{"-i", "eth1", "-w", "a", "-w", "b"}, "-w", "once"},
        Wrong{{"-i", "eth1", "-w", "a", "--write=a"}, "-w", "once"},
        Wrong{{"-i", "eth1", "-F", "a", "-F", "b"}, "-F", "once"},
        Wrong{{"-i", "eth1", "-Z", "a", "-Z", "b"}, "-Z", "once"},
        Wrong{{"-i", "e", "--serve", "127.0.0.1:5", "--serve", "127.0.0.1:5,pcap"},
              "--serve",
              "port of its own"},
        Wrong{{"-i", "e", "--serve", "127.0.0.1:5,erf"}, "--serve", "pcap-nano"},
        Wrong{{"-i", "e", "--serve-readers", "0"}, "--serve-readers", "1 to 500"},
        Wrong{{"-i", "e", "--to-interface", "a", "--to-interface", "b"}, "--to-interface", "once"},
        Wrong{{"-i", "eth1,"}, "-i", "-D"}, Wrong{{"-i", ",eth1"}, "-i", "-D"},
        Wrong{{"-i", "eth1,eth2,eth1"}, "eth1", "once"}, Wrong{{"-J"}, "no leg", "-i"},
        Wrong{{"-J", "-r", "a.pcap"}, "-J", "-i"},
        Wrong{{"-r", "a.pcap", "-Q", "in"}, "-Q", "inbound"},
        Wrong{{"-i", "eth1", "-Q", "up"}, "up", "inout"},
        Wrong{{"-i", "TCP@10.0.0.7:5", "-Q", "in"}, "TCP@10.0.0.7:5", "feed"},
        Wrong{{"-i", "eth1", "-y", "FOO"}, "FOO", "-L"},
        Wrong{{"-r", "a.pcap", "-y", "RAW"}, "-y", "interface"},
        Wrong{{"-V", "/nowhere/list"}, "/nowhere/list", "one a line"},
        Wrong{{"-V", "/dev/null"}, "/dev/null", "no capture"},
        Wrong{{"-r", "a", "--count", "-w", "-"}, "--count", "file"},
        Wrong{{"-i", "lo0", "-T", "nonsense"}, "nonsense", "domain"},
        Wrong{{"-i", "eth1", "-w", "-", "--print"}, "--print", "file"}));

TEST(Options, LookAroundWithoutCapturing) {
  const Options list = parse({"-D"});
  EXPECT_EQ(list.action, Action::kListInterfaces);
  EXPECT_EQ(list.seconds, 0);
  EXPECT_FALSE(list.json);
  EXPECT_EQ(parse({"-D", "--probe", "3"}).seconds, 3);
  EXPECT_TRUE(parse({"--json", "-D"}).json);

  const Options check = parse({"--check", "-i", "eth1", "-i", "eth2", "--json"});
  EXPECT_EQ(check.action, Action::kCheck);
  EXPECT_EQ(check.interfaces, (Words{"eth1", "eth2"}));
  EXPECT_EQ(check.seconds, Options::kCheckSeconds);
  EXPECT_TRUE(check.json);
  EXPECT_EQ(parse({"--check", "-i", "eth1", "--seconds", "0"}).seconds, 0);
}

TEST(Options, TakeFeedsForLegs) {
  const Options o = parse({"-i", "TCP@10.0.0.7:57012", "-i", "eth1", "-i", "TCP@[0::1]:57012",
                           "--label", "TCP@[::1]:57012=branch"});
  EXPECT_EQ(o.interfaces, (Words{"TCP@10.0.0.7:57012", "eth1", "TCP@[::1]:57012"}));
  EXPECT_EQ(o.labels, (Words{"", "", "branch"}));
  EXPECT_EQ(interface_legs(o), Words{"eth1"});
  EXPECT_EQ(live_hold(o), Options::kFeedHold);
  EXPECT_EQ(ring_bytes(o), ring_bytes(parse({"-i", "eth1"})));
  EXPECT_GT(ring_bytes(parse({"-i", "TCP@10.0.0.7:57012"})), 0);
  EXPECT_EQ(live_hold(parse({"-i", "eth1"})), Options::kLiveHold);
  EXPECT_EQ(live_hold(parse({"-i", "TCP@10.0.0.7:57012", "--hold", "30"})), 30'000'000);
}

TEST(Options, GiveLivePacketsAShareOfTheMemory) {
  constexpr std::size_t kMebibyte = 1 << 20;
  EXPECT_EQ(live_buffer_bytes(256 * kMebibyte), 64 * kMebibyte);
  EXPECT_EQ(live_buffer_bytes(1024 * kMebibyte), 128 * kMebibyte);
  EXPECT_EQ(live_buffer_bytes(4096 * kMebibyte), 512 * kMebibyte);
  EXPECT_EQ(live_buffer_bytes(65536 * kMebibyte), 1024 * kMebibyte);
  const std::size_t live = buffer_bytes(parse({"-i", "eth1"}));
  EXPECT_GT(live, 0U);
  EXPECT_LE(live, Options::kMostBuffer);
  EXPECT_EQ(buffer_bytes(parse({"-r", "x.pcap"})), Options::kLeastBuffer);
  EXPECT_EQ(buffer_bytes(parse({"-i", "eth1", "--buffer", "4"})), std::size_t{4} << 20);
}

TEST(Options, TakeASnaplenOfZeroForAll) {
  EXPECT_EQ(parse({"-i", "eth1", "-s", "0"}).snaplen, 262144);
  EXPECT_EQ(parse({"-i", "eth1", "-s0"}).snaplen, 262144);
}

TEST(Options, TakeAnInterfaceToMake) {
  const Options alone = parse({"-i", "eth1", "-i", "eth2", "--to-interface", "bond0"});
  EXPECT_EQ(alone.to_interface, "bond0");
  EXPECT_FALSE(alone.print) << "text only where nothing else is asked for";
  EXPECT_TRUE(parse({"-i", "eth1", "--to-interface", "bond0", "--print"}).print);
  EXPECT_EQ(parse({"-r", "a.pcap", "--to-interface", "bond0", "-w", "b.pcap"}).to_interface,
            "bond0");
}

TEST(Options, RefuseAnInterfaceThatCannotBeMade) {
  for (const char* name : {"", "a/b", "abcdefghijklmnop", "..", "tap%d", "a:b"}) {
    EXPECT_THROW(parse({"-i", "eth1", "--to-interface", name}), UsageError) << name;
  }
  EXPECT_THROW(parse({"-i", "bond0", "--to-interface", "bond0"}), UsageError);
  EXPECT_THROW(parse({"-i", "any", "--to-interface", "bond0"}), UsageError);
  EXPECT_THROW(parse({"-i", "eth1", "-s", "13", "--to-interface", "bond0"}), UsageError);
}

TEST(Options, TakeSeveralLegsInOneWord) {
  EXPECT_EQ(parse({"-i", "eth1,eth2", "-ieth3"}).interfaces, (Words{"eth1", "eth2", "eth3"}));
  EXPECT_EQ(parse({"-i", "eth1,TCP@[0::1]:5"}).interfaces, (Words{"eth1", "TCP@[::1]:5"}));
}

TEST(Options, TakeTheLastOfWhatOnlyTunes) {
  const Options o = parse({"-i", "e", "-s", "96", "-s0", "-c", "1", "-c", "2", "--hold", "1",
                           "--hold", "2", "-Q", "in", "-Q", "inout"});
  EXPECT_EQ(o.snaplen, 262144);
  EXPECT_EQ(o.count, 2u);
  EXPECT_EQ(o.hold_ns, 2'000'000);
  EXPECT_EQ(o.filter, "");
}

TEST(Options, FilterByDirection) {
  EXPECT_EQ(parse({"-i", "e", "-Q", "in"}).filter, "inbound");
  EXPECT_EQ(parse({"-i", "e", "--direction=OUT", "udp", "or", "arp"}).filter,
            "outbound and (udp or arp)");
  EXPECT_EQ(parse({"-i", "e", "-Q", "in", "-d", "udp"}).filter, "udp") << "as tcpdump shows it";
}

TEST(Options, ReadTheNamesOfFilesFromAFile) {
  const FilterFile list("a.pcap\n\nb c.pcapng\n");
  EXPECT_EQ(parse({"-V", list.path()}).files, (Words{"a.pcap", "b c.pcapng"}));
  EXPECT_EQ(parse({"-r", "z", "--read-list", list.path()}).files,
            (Words{"z", "a.pcap", "b c.pcapng"}));
}

TEST(Options, CountTheWayTcpdumpDoes) {
  const Options o = parse({"-r", "a.pcap", "--count", "-c", "3", "udp"});
  EXPECT_TRUE(o.tell_count);
  EXPECT_EQ(o.count, 3u);
  EXPECT_EQ(o.filter, "udp");
  EXPECT_FALSE(o.print);
  EXPECT_TRUE(parse({"-r", "a.pcap", "--count", "--print"}).print);
}

TEST(Options, ShowTheCodeOfAFilterWithoutALeg) {
  const Options o = parse({"-dd", "-O", "-y", "LINUX_SLL2", "icmp"});
  EXPECT_EQ(o.action, Action::kDumpFilter);
  EXPECT_EQ(o.filter_dump, 2);
  EXPECT_FALSE(o.optimize);
  EXPECT_EQ(o.dlt, 276);
  EXPECT_EQ(o.filter, "icmp");
  EXPECT_EQ(parse({"-J", "-i", "eth1"}).action, Action::kListStampTypes);
}

TEST(Options, TakeWhatTcpdumpKnowsOfText) {
  const Options plain = parse({"-i", "e", "-N", "-f", "-a", "-l"});
  EXPECT_TRUE(plain.text.verify_checksums);
  EXPECT_EQ(plain.text.payload, Payload::kByPort);
  const Options o = parse({"-i", "e", "-Kub", "-T", "DOMAIN", "--immediate-mode"});
  EXPECT_FALSE(o.text.verify_checksums);
  EXPECT_TRUE(o.text.nfs_handles);
  EXPECT_TRUE(o.text.as_dot);
  EXPECT_EQ(o.text.payload, Payload::kDomain);
  EXPECT_EQ(o.hold_ns, 1'000'000);
  EXPECT_EQ(parse({"-i", "e", "--immediate-mode", "--hold", "9"}).hold_ns, 9'000'000);
}

TEST(Options, TellAFileFromAFilter) {
  const FilterFile file("");
  const std::string name = file.path() + ".x";
  std::ofstream(name) << "";
  const std::string line = complaint({"-r", "a.pcap", name});
  EXPECT_NE(line.find("-r " + name), std::string::npos) << line;
  unlink(name.c_str());
}

}  // namespace
}  // namespace tapbond
