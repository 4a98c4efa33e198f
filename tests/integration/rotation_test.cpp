// Captures in many files: names and contents as tcpdump's for the same options, nothing lost, and
// what comes after a file is finished.

#include <gmock/gmock.h>
#include <pwd.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <numeric>

#include "tests/integration/lab.h"
#include "tests/integration/network_test.h"
#include "tests/integration/pcapng_interfaces.h"
#include "tests/integration/program.h"
#include "tests/integration/sensor_run.h"

namespace tapbond::lab {
namespace {

using testing::AllOf;
using testing::HasSubstr;

using Words = std::vector<std::string>;

Words operator+(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

// An empty folder in the scratch folder, with what is in it.
class Folder {
 public:
  Folder(const Scratch& scratch, const std::string& name) : path_(scratch.path(name)) {
    std::filesystem::create_directory(path_);
  }

  std::string path(const std::string& name) const { return path_ + "/" + name; }

  Words names() const {
    Words names;
    for (const auto& entry : std::filesystem::directory_iterator(path_)) {
      names.push_back(entry.path().filename());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  // In the order in which they were written: name, name1, name2, ...
  Words series(const std::string& name) const {
    Words series;
    for (std::string next = path(name); std::filesystem::exists(next);
         next = path(name) + std::to_string(series.size())) {
      series.push_back(next);
    }
    return series;
  }

 private:
  std::string path_;
};

class RotatedFiles : public testing::Test {
 protected:
  void SetUp() override { must_run({CAPTURE_MAKER, "--count", "60000", a_, b_}); }

  static std::string text(const std::string& file) {
    return must_run({"tcpdump", "-nr", file, "-tt", "--nano", "-xx"});
  }

  const Scratch scratch_;
  const std::string a_ = scratch_.path("a.pcap");
  const std::string b_ = scratch_.path("b.pcap");
};

TEST_F(RotatedFiles, AreNamedAndFilledAsTcpdumps) {
  int number = 0;
  for (const Words& options : {Words{"-C", "1"},
                               {"-C", "1", "-W", "3"},
                               {"-C", "1", "-W", "11"},
                               {"-C", "1", "-W", "1"},
                               {"-C", "1", "-W", "2"},
                               {"-C", "2"},
                               {"-C", "1", "-W", "101"}}) {
    const Folder ours(scratch_, "ours" + std::to_string(number));
    const Folder theirs(scratch_, "theirs" + std::to_string(number++));
    // Not a format without -G.
    must_run(Words{tapbond_program(), "-Z", "root", "-r", a_, "-w", ours.path("x%H.pcap")} +
             options);
    must_run(Words{"tcpdump", "-Z", "root", "-r", a_, "--nano", "-w", theirs.path("x%H.pcap")} +
             options);
    EXPECT_EQ(ours.names(), theirs.names());
    for (const std::string& name : theirs.names()) {
      EXPECT_EQ(text(ours.path(name)), text(theirs.path(name))) << name;
    }
  }
}

TEST_F(RotatedFiles, PutTogetherAgainAreTheWholeCapture) {
  for (const std::string name : {"x.pcap", "x.pcapng", "x.pcapng.gz"}) {
    const Folder folder(scratch_, name);
    const std::string whole = scratch_.path("whole." + name);
    must_run({tapbond_program(), "-r", a_, "-r", b_, "-w", whole});
    must_run(
        {tapbond_program(), "-Z", "root", "-r", a_, "-r", b_, "-w", folder.path(name), "-C", "1"});
    const Words series = folder.series(name);
    EXPECT_GT(series.size(), 5U);
    EXPECT_EQ(series.size(), folder.names().size());
    const std::string joined = scratch_.path("joined." + name + ".pcapng");
    must_run(Words{"mergecap", "-a", "-w", joined} + series);
    const std::string plain = scratch_.path("plain." + name + ".pcapng");
    must_run({"mergecap", "-w", plain, whole});
    EXPECT_TRUE(text(joined) == text(plain)) << name;
    for (const std::string& file : series) {
      EXPECT_THAT(must_run({"capinfos", "-o", file}), HasSubstr("True")) << file;
    }
    if (name == "x.pcap") continue;
    Words legs;
    for (const std::string& file : series) legs = legs + Words{"-r", file};
    const std::string bonded = scratch_.path("bonded." + name + ".pcap");
    must_run(Words{tapbond_program(), "-w", bonded} + legs);
    EXPECT_TRUE(text(bonded) == text(plain));
  }
}

TEST_F(RotatedFiles, ShareTheCountsOfTheRun) {
  const Folder folder(scratch_, "shared");
  must_run({tapbond_program(), "-Z", "root", "-r", a_, "-r", b_, "-w", folder.path("x.pcapng"),
            "-C", "1"});
  std::uint64_t received = 0;
  std::uint64_t delivered = 0;
  for (const std::string& file : folder.series("x.pcapng")) {
    const auto interfaces = read_pcapng_interfaces(file);
    ASSERT_EQ(interfaces.size(), 2U);
    for (const PcapngInterface& interface : interfaces) {
      EXPECT_EQ(interface.delivered, interface.packets) << file;
      received += interface.received.value_or(0);
      delivered += interface.packets;
    }
  }
  EXPECT_EQ(received, 60000U);
  EXPECT_EQ(delivered, 60000U);
}

TEST_F(RotatedFiles, AreCompressedByACommand) {
  const Folder folder(scratch_, "z");
  const Result result = run({tapbond_program(), "-Z", "root", "-r", a_, "-w", folder.path("x.pcap"),
                             "-C", "2", "-z", "gzip"});
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(folder.names(), (Words{"x.pcap.gz", "x.pcap1.gz"}));
  for (const std::string& name : folder.names()) must_run({"gzip", "-t", folder.path(name)});
}

TEST_F(RotatedFiles, SurviveACommandThatFails) {
  const Folder folder(scratch_, "z");
  const Words program{tapbond_program(),     "-Z", "root", "-r", a_, "-w",
                      folder.path("x.pcap"), "-C", "2"};
  const Result failed = run(program + Words{"-z", "false"});
  EXPECT_EQ(failed.status, 1);
  EXPECT_THAT(failed.err, AllOf(HasSubstr("-z false " + folder.path("x.pcap1") + ": exit status 1"),
                                HasSubstr("-z false failed for 2 of 2 files")));
  EXPECT_EQ(folder.names(), (Words{"x.pcap", "x.pcap1"}));

  const Result absent = run(program + Words{"-z", "no-such-command-anywhere"});
  EXPECT_EQ(absent.status, 1);
  EXPECT_THAT(absent.err, HasSubstr("no such command"));
}

// Neither in passing nor to make room; nor through a link, nor what is read for its settings.
TEST_F(RotatedFiles, NeverReplaceOrDeleteWhatIsRead) {
  const Folder folder(scratch_, "legs");
  const std::string leg = folder.path("x1");
  const std::string whole = must_run({"sha256sum", a_}).substr(0, 64);
  const auto kept = [&](const std::string& file) {
    return must_run({"sha256sum", file}).substr(0, 64) == whole;
  };
  for (const Words& limit : {Words{}, {"--ring", "2"}, {"--max-disk", "2M"}, {"-W", "3"}}) {
    std::filesystem::copy_file(a_, leg);
    const Words program{tapbond_program(), "-Z", "root", "-r", leg, "-w",
                        folder.path("x"),  "-C", "1"};
    const Result result = run(program + limit);
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(result.err, HasSubstr(leg + " is there and not of this series"));
    EXPECT_TRUE(kept(leg));
    for (const std::string& name : folder.names()) std::filesystem::remove(folder.path(name));
  }
  std::filesystem::copy_file(a_, leg);
  std::filesystem::create_hard_link(leg, folder.path("hard"));
  std::filesystem::create_symlink(leg, folder.path("soft"));
  const std::string settings = folder.path("settings");
  std::ofstream(settings) << "buffer = 32\n";
  std::filesystem::copy_file(settings, folder.path("copy"));
  for (const std::string name : {"x1", "hard", "soft", "settings"}) {
    const std::string file = folder.path(name);
    for (const Words& size : {Words{}, {"-C", "1"}}) {
      const Result result =
          run(Words{tapbond_program(), "--config", settings, "-r", leg, "-w", file} + size);
      EXPECT_EQ(result.status, 1);
      EXPECT_THAT(result.err, HasSubstr(file + " is read and would be written"));
    }
  }
  for (const std::string output : {"-w -", ""}) {
    const Result result =
        run({"sh", "-c", tapbond_program() + " -r \"$0\" " + output + " >> \"$0\"", leg});
    EXPECT_EQ(result.status, 1);
    EXPECT_THAT(result.err, HasSubstr("standard output is read and would be written"));
  }
  EXPECT_TRUE(kept(leg));
  must_run({"cmp", settings, folder.path("copy")});
}

TEST_F(RotatedFiles, AreMadeByTheUserThatTheProcessBecomes) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can become another user";
  const Folder folder(scratch_, "private");
  std::filesystem::permissions(scratch_.path(""), std::filesystem::perms(0755));
  const Words program{tapbond_program(), "-Z", "nobody", "-r", a_, "-w",
                      folder.path("x"),  "-C", "2"};
  const Result refused = run(program);
  EXPECT_EQ(refused.status, 1);
  EXPECT_THAT(refused.err,
              AllOf(HasSubstr("Permission denied"), HasSubstr("the user nobody"), HasSubstr("-Z")));
  EXPECT_EQ(std::count(refused.err.begin(), refused.err.end(), '\n'), 1) << refused.err;
  EXPECT_TRUE(folder.names().empty());

  const passwd* nobody = getpwnam("nobody");
  ASSERT_NE(nobody, nullptr);
  ASSERT_EQ(chown(folder.path("").c_str(), nobody->pw_uid, nobody->pw_gid), 0);
  // Under sudo it is the user behind it.
  const std::string uid = "SUDO_UID=" + std::to_string(nobody->pw_uid);
  const std::string gid = "SUDO_GID=" + std::to_string(nobody->pw_gid);
  for (const Words& start : {program, Words{"env", uid, gid, tapbond_program(), "-r", a_, "-w",
                                            folder.path("y"), "-C", "2", "-z", "true"}}) {
    const Result result = run(start);
    EXPECT_EQ(result.status, 0) << result.err;
  }
  EXPECT_EQ(folder.names(), (Words{"x", "x1", "y", "y1"}));
  for (const std::string& name : folder.names()) {
    struct stat status {};
    ASSERT_EQ(stat(folder.path(name).c_str(), &status), 0);
    EXPECT_EQ(status.st_uid, nobody->pw_uid);
    EXPECT_EQ(status.st_mode & 07777, 0600U);
  }
}

class LiveRotation : public NetworkTest {};

// Both listen to the same frames; their periods begin with their own start.
TEST_F(LiveRotation, ChangesFilesWithTimeAsTcpdumpDoes) {
  const Scratch scratch;
  const Folder ours(scratch, "ours");
  const Folder theirs(scratch, "theirs");
  Lab lab(1);
  Process tcpdump(
      {"tcpdump", "-Z", "root", "-i", "eth1", "-G", "1", "-W", "2", "-w", theirs.path("x%S")},
      {.netns = lab.sensor()});
  ASSERT_TRUE(tcpdump.wait_for_error_text("listening on"));
  Sensor sensor(lab.sensor(), lab.legs(),
                {"-Z", "root", "-G", "1", "-W", "2", "-w", ours.path("x%S")});
  Process sender(lab.send_command({"--count", "1000000", "--rate", "1000"}),
                 {.netns = lab.sender()});
  const Result result = sensor.process().wait();
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("the last of 2 files is complete (-W)"));
  EXPECT_EQ(tcpdump.wait().status, 0);
  const Words names = ours.names();
  ASSERT_EQ(names.size(), 2U);
  EXPECT_EQ(theirs.names().size(), 2U);
  // Named after the second in which they begin.
  for (const std::string& name : names) {
    const std::string first =
        must_run({"tcpdump", "-nr", ours.path(name), "-c", "1", "-tttt"}).substr(17, 2);
    const int apart = (std::stoi(first) - std::stoi(name.substr(1)) + 60) % 60;
    EXPECT_LT(apart, name == names.front() ? 2 : 1) << name << " begins at second " << first;
  }
  const Summary summary = summaries_in(result.err).back();
  std::uint64_t packets = 0;
  for (const std::string& name : names) packets += check(ours.path(name)).at("frames");
  EXPECT_EQ(packets, summary.captured);
}

// Nothing is captured, and the file ends all the same.
TEST_F(LiveRotation, EndsAFileWhenNothingComes) {
  const Scratch scratch;
  const Folder folder(scratch, "idle");
  Lab lab(1);
  Sensor sensor(lab.sensor(), lab.legs(),
                {"-Z", "root", "-G", "1", "-w", folder.path("x%S.pcapng"), "-z", "gzip"});
  lab.send({"--count", "100"});
  const auto compressed = [&] {
    const Words names = folder.names();
    return !names.empty() && names.front().ends_with(".gz");
  };
  EXPECT_TRUE(eventually(compressed));
  const Outcome outcome = sensor.stop();
  EXPECT_EQ(outcome.result.status, 0) << outcome.result.err;
  EXPECT_EQ(outcome.summary.captured, 100U);
}

// At full speed, with a filter and frames that the kernel drops: the shares of all files are what
// the summary says.
TEST_F(LiveRotation, SharesTheCountsOfTheRun) {
  const Scratch scratch;
  const Folder folder(scratch, "shares");
  Lab lab(2);
  Sensor sensor(lab.sensor(), lab.legs(),
                {"-Z", "root", "-B", "256", "-C", "1", "-w", folder.path("x.pcapng"), "udp"});
  lab.send({"--count", "300000", "--size", "200"});
  const Outcome outcome = sensor.stop();
  EXPECT_EQ(outcome.result.status, 0) << outcome.result.err;
  std::map<std::string, PcapngInterface> sum;
  const Words series = folder.series("x.pcapng");
  EXPECT_GT(series.size(), 10U);
  for (const std::string& file : series) {
    for (const PcapngInterface& share : read_pcapng_interfaces(file)) {
      EXPECT_EQ(share.delivered, share.packets);
      PcapngInterface& all = sum[share.name];
      all.received = all.received.value_or(0) + share.received.value_or(0);
      all.accepted = all.accepted.value_or(0) + share.accepted.value_or(0);
      all.osdrop = all.osdrop.value_or(0) + share.osdrop.value_or(0);
      all.packets += share.packets;
    }
  }
  for (const auto& [name, leg] : outcome.summary.legs) {
    EXPECT_EQ(sum[name].received, leg.received) << name;
    EXPECT_EQ(sum[name].accepted, leg.received - leg.filtered - leg.dropped_by_interface) << name;
    EXPECT_EQ(sum[name].osdrop, leg.dropped_by_kernel) << name;
    EXPECT_EQ(sum[name].packets, leg.written) << name;
  }
}

TEST_F(LiveRotation, EndsInOneLineWhenTheDiskIsFull) {
  const Scratch scratch;
  const Folder disk(scratch, "disk");
  ASSERT_EQ(mount("tmpfs", disk.path("").c_str(), "tmpfs", 0, "size=4m"), 0);
  Lab lab(1);
  Sensor sensor(lab.sensor(), lab.legs(), {"-Z", "root", "-C", "1", "-w", disk.path("x")});
  lab.send({"--count", "100000", "--size", "200"});
  const Outcome outcome = sensor.wait();
  EXPECT_EQ(outcome.result.status, 1);
  EXPECT_THAT(outcome.result.err, HasSubstr("No space left on device"));
  std::uint64_t packets = 0;
  for (const std::string& file : disk.series("x")) {
    if (std::filesystem::file_size(file) > 0) packets += check(file).at("frames");
  }
  EXPECT_EQ(packets, outcome.summary.captured);
  EXPECT_GT(packets, 10'000U);
  umount2(disk.path("").c_str(), MNT_DETACH);
}

// What a crash leaves behind is what the disk has while the file system is in use: a copy of it,
// whose journal is played when it is mounted.
TEST_F(LiveRotation, SyncBoundsWhatACrashCosts) {
  const Scratch scratch;
  const std::string disk = scratch.path("disk");
  const std::string found = scratch.path("found");
  must_run({"truncate", "-s", "64M", disk});
  must_run({"mkfs.ext4", "-q", disk});
  for (const char* folder : {"live", "after"}) {
    std::filesystem::create_directory(scratch.path(folder));
  }
  must_run({"mount", "-o", "loop", disk, scratch.path("live")});
  const Lab lab(1);
  for (const bool synced : {false, true}) {
    const std::string name = synced ? "synced.pcap" : "unsynced.pcap";
    Words options{"-w", scratch.path("live/" + name)};
    if (synced) options = options + Words{"--sync", "1"};
    Sensor sensor(lab.sensor(), lab.legs(), options);
    lab.send({"--count", "1000", "--rate", "20000"});
    const auto frames_on_disk = [&]() -> std::uint64_t {
      must_run({"cp", "--sparse=always", disk, found});
      must_run({"mount", "-o", "loop", found, scratch.path("after")});
      const std::string file = scratch.path("after/" + name);
      const bool there = std::filesystem::exists(file) && std::filesystem::file_size(file) > 24;
      const std::uint64_t frames = there ? check(file).at("numbered") : 0;
      must_run({"umount", scratch.path("after")});
      return frames;
    };
    if (synced) {
      EXPECT_TRUE(eventually([&] { return frames_on_disk() == 1000; }));
    } else {
      EXPECT_EQ(frames_on_disk(), 0U) << "the kernel writes by itself later";
    }
    EXPECT_EQ(sensor.stop().summary.captured, 1000U);
  }
  must_run({"umount", scratch.path("live")});
}

}  // namespace
}  // namespace tapbond::lab
