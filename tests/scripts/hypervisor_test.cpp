// scripts/hypervisor: the settings that reach a hypervisor's own tools, for which stand-ins write
// down what they were called with, and the files that VMware and Xen read.

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "tests/integration/lab.h"
#include "tests/integration/network_test.h"
#include "tests/integration/process.h"

namespace tapbond::lab {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

std::string contents(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

void write_file(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

// One of the scripts, with a home of its own and stand-ins before the real tools in its PATH.
class Script {
 public:
  explicit Script(std::string name, std::string netns = "")
      : name_(std::move(name)), netns_(std::move(netns)) {
    std::filesystem::create_directory(files_.path("bin"));
    write_file(calls_, "");
  }

  // A tool that writes down its name and arguments, and then does what `body` says, in sh.
  void stand_in(const std::string& tool, const std::string& body = "") const {
    const std::string path = files_.path("bin/" + tool);
    write_file(path, "#!/bin/sh\necho " + tool + " \"$@\" >>" + calls_ + "\n" + body + "\n");
    chmod(path.c_str(), 0755);
  }

  Result operator()(const std::vector<std::string>& arguments) const {
    std::vector<std::string> command = {"env", "PATH=" + files_.path("bin") + ":" + getenv("PATH"),
                                        "XDG_STATE_HOME=" + files_.path("state"),
                                        HYPERVISOR_SCRIPTS + name_};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return run(command, netns_);
  }

  // Standard output of a call that has to succeed.
  std::string must(const std::vector<std::string>& arguments) const {
    const Result result = (*this)(arguments);
    EXPECT_EQ(result.status, 0) << result.err;
    return result.out;
  }

  // What the stand-ins were called with since the last time.
  std::string calls() const {
    const std::string text = contents(calls_);
    write_file(calls_, "");
    return text;
  }

  std::string path(const std::string& file) const { return files_.path(file); }
  bool remembers_anything() const {
    return std::filesystem::exists(path("state/tapbond")) &&
           !std::filesystem::is_empty(path("state/tapbond"));
  }

 private:
  Scratch files_;
  std::string name_;
  std::string netns_;
  std::string calls_ = files_.path("calls");
};

class VirtualBox : public testing::Test {
 protected:
  // As VBoxManage 7.0 tells of a VM whose first adapter is behind NAT and whose second is bridged.
  VirtualBox() {
    write_file(script_.path("facts"),
               "name=\"class 1\"\nVMState=\"poweroff\"\nnatnet1=\"nat\"\n"
               "cableconnected1=\"on\"\nnic1=\"nat\"\nnictype1=\"82540EM\"\n"
               "bridgeadapter2=\"en0: Wi-Fi\"\ncableconnected2=\"off\"\nnic2=\"bridged\"\n"
               "nic3=\"none\"\n");
    write_file(script_.path("description"),
               "NIC 1: MAC: 080027000001, Attachment: NAT, Cable connected: on, Type: 82540EM, "
               "Promisc Policy: deny, Bandwidth group: none\n"
               "NIC 2: MAC: 080027000002, Attachment: Bridged Interface 'en0: Wi-Fi', Cable "
               "connected: off, Type: 82540EM, Promisc Policy: allow-vms, Bandwidth group: none\n"
               "NIC 3: disabled\n");
    script_.stand_in("VBoxManage", "case \"$*\" in *machinereadable*) cat " +
                                       script_.path("facts") + ";; showvminfo*) cat " +
                                       script_.path("description") + ";; esac");
  }

  const std::vector<std::string> up_ = {"up",      "class 1", "--sniff",      "eth1",
                                        "--sniff", "eth2",    "--management", "eth0"};
  std::vector<std::string> apply() const {
    std::vector<std::string> arguments = up_;
    arguments.push_back("--apply");
    return arguments;
  }

  Script script_{"virtualbox.sh"};
};

TEST_F(VirtualBox, PrintsWhatApplyDoes) {
  const std::string printed = script_.must(up_);
  EXPECT_THAT(printed,
              HasSubstr("VBoxManage modifyvm class\\ 1 --nic2 bridged --bridgeadapter2 eth1 "
                        "--nicpromisc2 allow-all --cableconnected2 on"));
  EXPECT_THAT(printed, HasSubstr("# In the window instead: "));
  EXPECT_THAT(script_.calls(), IsEmpty());
  EXPECT_FALSE(script_.remembers_anything());
}

TEST_F(VirtualBox, DryRunBeatsApply) {
  std::vector<std::string> arguments = apply();
  arguments.push_back("--dry-run");
  script_.must(arguments);
  EXPECT_THAT(script_.calls(), IsEmpty());
}

TEST_F(VirtualBox, TellsTheVmAndGivesBackWhatWas) {
  script_.must(apply());
  const std::string modifications =
      "VBoxManage modifyvm class 1 --nic1 bridged --bridgeadapter1 eth0 --nicpromisc1 deny "
      "--cableconnected1 on\n"
      "VBoxManage modifyvm class 1 --nic2 bridged --bridgeadapter2 eth1 --nicpromisc2 allow-all "
      "--cableconnected2 on\n"
      "VBoxManage modifyvm class 1 --nic3 bridged --bridgeadapter3 eth2 --nicpromisc3 allow-all "
      "--cableconnected3 on\n";
  const std::string questions =
      "VBoxManage showvminfo class 1 --machinereadable\nVBoxManage showvminfo class 1\n";
  EXPECT_EQ(script_.calls(), questions + modifications);

  // The second time finds the VM as the first has left it; what is given back is older.
  write_file(script_.path("facts"), "nic1=\"bridged\"\nbridgeadapter1=\"eth0\"\n");
  script_.must(apply());
  EXPECT_EQ(script_.calls(), questions + modifications);

  const std::string given_back =
      "VBoxManage modifyvm class 1 --nic3 none --nicpromisc3 deny\n"
      "VBoxManage modifyvm class 1 --nic2 bridged --nicpromisc2 allow-vms "
      "--bridgeadapter2 en0: Wi-Fi --cableconnected2 off\n"
      "VBoxManage modifyvm class 1 --nic1 nat --nicpromisc1 deny --cableconnected1 on\n";
  script_.must({"down", "class 1"});
  EXPECT_THAT(script_.calls(), IsEmpty()) << "down without --apply";
  script_.must({"down", "class 1", "--apply"});
  EXPECT_EQ(script_.calls(), given_back);
  script_.must({"down", "class 1", "--apply"});
  EXPECT_THAT(script_.calls(), IsEmpty());
  EXPECT_FALSE(script_.remembers_anything());
}

TEST_F(VirtualBox, TakesBackWhatWasDoneBeforeAFailure) {
  script_.stand_in("VBoxManage",
                   "case \"$*\" in *nic3*bridged*) echo no third adapter >&2; exit 1;; esac");
  const Result result = script_(apply());
  EXPECT_NE(result.status, 0);
  EXPECT_THAT(result.err, HasSubstr("no third adapter"));
  EXPECT_THAT(script_.calls(), HasSubstr("--nic2 none --nicpromisc2 deny\n"));
  EXPECT_FALSE(script_.remembers_anything());
}

TEST_F(VirtualBox, SaysWhatIsMissing) {
  const auto error_of = [&](const std::vector<std::string>& arguments) {
    const Result result = script_(arguments);
    EXPECT_NE(result.status, 0);
    return result.err;
  };
  EXPECT_THAT(error_of({"up", "class"}), HasSubstr("name the host interface of each tap output"));
  EXPECT_THAT(error_of({"up", "class", "--sniff", "eth1", "--sniff", "eth1"}),
              HasSubstr("eth1: given twice"));
  EXPECT_THAT(error_of({"up", "class", "--snif", "eth1"}), HasSubstr("there is no option --snif"));
  EXPECT_THAT(error_of({"--sniff", "eth1"}), StartsWith("usage: virtualbox.sh"));
}

class Libvirt : public testing::Test {
 protected:
  // A virsh that keeps the domain's vNICs in a file.
  Libvirt() {
    const std::string domain = script_.path("domain.xml");
    write_file(domain, "<domain><name>sensor</name></domain>\n");
    script_.stand_in("virsh", "case \"$*\" in\n*dumpxml*) cat " + domain +
                                  ";;\n*attach-device*) cat >>" + domain + ";;\nesac");
  }

  Script script_{"libvirt.sh"};
};

TEST_F(Libvirt, AttachesOnceAndDetaches) {
  const std::vector<std::string> up = {"up",           "sensor",          "--sniff", "lo",
                                       "--management", "network:default", "--apply"};
  const std::string virsh = "virsh --quiet --connect qemu:///system ";
  script_.must(up);
  EXPECT_EQ(script_.calls(), virsh + "dumpxml --inactive sensor\n" + virsh +
                                 "attach-device sensor /dev/stdin --config\n" + virsh +
                                 "attach-device sensor /dev/stdin --config\n");
  const std::string domain = contents(script_.path("domain.xml"));
  EXPECT_THAT(domain, AllOf(HasSubstr("<interface type='network'>"),
                            HasSubstr("<source network='default'/>"),
                            HasSubstr("<source dev='lo' mode='passthrough'/>")));

  script_.must(up);
  EXPECT_EQ(script_.calls(), virsh + "dumpxml --inactive sensor\n");

  script_.must({"down", "sensor", "--apply"});
  const std::string detached = script_.calls();
  EXPECT_THAT(detached, StartsWith(virsh + "detach-interface sensor direct --mac 52:54:00:"));
  EXPECT_THAT(detached, HasSubstr(virsh + "detach-interface sensor network --mac 52:54:00:"));
  const std::string address = detached.substr(detached.find("52:54:00:"), 17);
  EXPECT_THAT(domain, HasSubstr("<mac address='" + address + "'/>"));
}

TEST_F(Libvirt, PrintsXml) {
  EXPECT_THAT(script_.must({"up", "sensor", "--sniff", "enp3s0", "--management", "bridge:br0"}),
              AllOf(HasSubstr("attach-device sensor /dev/stdin --config <<'END'\n<interface"),
                    HasSubstr("<source bridge='br0'/>"), HasSubstr("<source dev='enp3s0'")));
  EXPECT_THAT(script_.calls(), IsEmpty());
}

TEST_F(Libvirt, GivesBothOutputsToOneVnic) {
  EXPECT_THAT(
      script_.must({"up", "sensor", "--sniff", "enp3s0", "--sniff", "enp4s0", "--one-nic"}),
      AllOf(HasSubstr("tc filter add dev enp4s0 ingress pref 1 protocol all matchall action "
                      "vlan push id 20"),
            HasSubstr("<source bridge='tap-enp3s0'/>"), Not(HasSubstr("<source dev=")),
            HasSubstr("--split vlan")));
  const Result result = script_({"up", "sensor", "--sniff", "enp3s0", "--one-nic"});
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("two host interfaces"));
}

TEST_F(Libvirt, KnowsTheHostsInterfaces) {
  const Result result = script_({"up", "sensor", "--sniff", "nothere0", "--apply"});
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("this host has no interface nothere0"));
}

class VMware : public testing::Test {
 protected:
  VMware() {
    write_file(networking_, kNetworking);
    for (const char* device : {"vmnet2", "vmnet3"}) {
      write_file(script_.path(device), "");
      chmod(script_.path(device).c_str(), 0600);
    }
    script_.stand_in("vmware-networks", "cp " + networking_ + " " + script_.path("as-started"));
  }

  Result call(const std::string& action, const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments = {
        action, vmx_, "--networking", networking_, "--devices", script_.path(""), "--apply"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return script_(arguments);
  }
  Result up() const { return call("up", {"--sniff", "lo", "--management", "nat"}); }
  unsigned mode_of(const std::string& file) const {
    struct stat status {};
    stat(script_.path(file).c_str(), &status);
    return status.st_mode & 0777;
  }

  static constexpr const char* kNetworking =
      "VERSION=1,0\nanswer VNET_1_DHCP yes\nanswer VNET_8_NAT yes\nadd_bridge_mapping eno1 0\n";
  // The first adapter is bridged, the second was there once and is switched off.
  const std::string sample_ =
      ".encoding = \"UTF-8\"\nconfig.version = \"8\"\nethernet0.present = \"TRUE\"\n"
      "ethernet0.connectionType = \"bridged\"\nethernet0.virtualDev = \"e1000\"\n"
      "ethernet0.generatedAddress = \"00:0c:29:00:00:01\"\nEthernet1.Present = \"FALSE\"\n"
      "displayName = \"ethernet1.vnet = no\"\nmemsize = \"2048\"\n";

  Script script_{"vmware.sh"};
  const std::string vmx_ = script_.path("sensor.vmx");
  const std::string networking_ = script_.path("networking");
};

TEST_F(VMware, WritesTheVmxAndGivesItBack) {
  write_file(vmx_, sample_);
  ASSERT_EQ(up().status, 0);
  const std::string expected =
      ".encoding = \"UTF-8\"\nconfig.version = \"8\"\nethernet0.present = \"TRUE\"\n"
      "ethernet0.connectionType = \"nat\"\nethernet0.virtualDev = \"e1000\"\n"
      "ethernet0.generatedAddress = \"00:0c:29:00:00:01\"\nethernet1.present = \"TRUE\"\n"
      "displayName = \"ethernet1.vnet = no\"\nmemsize = \"2048\"\n"
      "ethernet0.startConnected = \"TRUE\"\n"
      "ethernet1.startConnected = \"TRUE\"\nethernet1.connectionType = \"custom\"\n"
      "ethernet1.vnet = \"/dev/vmnet2\"\nethernet1.addressType = \"generated\"\n"
      "ethernet1.noPromisc = \"FALSE\"\nethernet1.coalescingScheme = \"disabled\"\n";
  EXPECT_EQ(contents(vmx_), expected);
  EXPECT_EQ(contents(script_.path("as-started")),
            std::string(kNetworking) + "add_bridge_mapping lo 2\n");
  EXPECT_EQ(mode_of("vmnet2"), 0660U);
  EXPECT_EQ(script_.calls(), "vmware-networks --stop\nvmware-networks --start\n");

  ASSERT_EQ(up().status, 0);
  EXPECT_EQ(contents(vmx_), expected);
  EXPECT_THAT(script_.calls(), IsEmpty()) << "a restart would cut off every VM of the host";

  // VMware adds lines of its own when the VM runs.
  write_file(vmx_, expected + "ethernet1.generatedAddress = \"00:0c:29:00:00:02\"\n");
  ASSERT_EQ(call("down").status, 0);
  EXPECT_EQ(contents(vmx_), sample_);
  EXPECT_EQ(contents(networking_), kNetworking);
  EXPECT_EQ(contents(script_.path("as-started")), kNetworking);
  EXPECT_EQ(mode_of("vmnet2"), 0600U);
  EXPECT_FALSE(script_.remembers_anything());
}

TEST_F(VMware, TwoOutputsOnAWindowsHost) {
  std::string sample = sample_;
  for (std::size_t at = 0; (at = sample.find('\n', at)) != std::string::npos; at += 2) {
    sample.insert(at, "\r");
  }
  write_file(vmx_, sample);
  const std::vector<std::string> arguments = {"--host",  "windows", "--vmnet", "4",
                                              "--sniff", "tap A",   "--sniff", "tap B"};
  ASSERT_EQ(call("up", arguments).status, 0);
  EXPECT_THAT(contents(vmx_),
              AllOf(HasSubstr("ethernet0.connectionType = \"bridged\"\r\n"),
                    HasSubstr("\r\nethernet1.vnet = \"VMnet4\"\r\n"),
                    HasSubstr("\r\nethernet2.vnet = \"VMnet5\"\r\n"), Not(HasSubstr("\r\r"))));
  EXPECT_EQ(contents(networking_), kNetworking);
  ASSERT_EQ(call("down").status, 0);
  EXPECT_EQ(contents(vmx_), sample);
}

TEST_F(VMware, LeavesAnOpenVmAlone) {
  write_file(vmx_, sample_);
  std::filesystem::create_directory(vmx_ + ".lck");
  const Result result = up();
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("shut it down"));
  EXPECT_EQ(contents(vmx_), sample_);
}

TEST_F(VMware, RefusesAVmnetInUse) {
  write_file(vmx_, sample_);
  write_file(networking_, std::string(kNetworking) + "answer VNET_2_DHCP yes\n");
  const Result result = up();
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("VMnet2 is in use"));
  EXPECT_EQ(contents(networking_), std::string(kNetworking) + "answer VNET_2_DHCP yes\n");
  EXPECT_FALSE(script_.remembers_anything());
}

TEST_F(VMware, TakesEverythingBackWhenADeviceIsMissing) {
  write_file(vmx_, sample_);
  std::filesystem::remove(script_.path("vmnet2"));
  EXPECT_NE(up().status, 0);
  EXPECT_EQ(contents(networking_), kNetworking);
  EXPECT_EQ(contents(vmx_), sample_);
  EXPECT_FALSE(script_.remembers_anything());
}

TEST_F(VMware, TellsWhatToDoElsewhere) {
  EXPECT_THAT(script_.must({"up", "sensor", "--sniff", "vmnic1", "--host", "esxi"}),
              AllOf(HasSubstr("uplink add --vswitch-name tap1 --uplink-name vmnic1"),
                    HasSubstr("--allow-promiscuous true"), HasSubstr("Accept")));
  EXPECT_THAT(script_.must({"up", "sensor", "--sniff", "Ethernet 2", "--host", "windows"}),
              AllOf(HasSubstr("Virtual Network Editor"), HasSubstr("Internet Protocol Version 4")));
}

TEST_F(VMware, GivesBothOutputsToOneAdapterWhereTagsPass) {
  EXPECT_THAT(script_.must({"up", "sensor", "--sniff", "vmnic1", "--sniff", "vmnic2", "--one-nic",
                            "--host", "esxi"}),
              AllOf(HasSubstr("--active-uplinks vmnic1,vmnic2"), HasSubstr("--vlan-id 4095"),
                    Not(HasSubstr("--vswitch-name tap2")), HasSubstr("--split vlan")));
  const Result result =
      script_({"up", "sensor", "--sniff", "eth1", "--sniff", "eth2", "--one-nic"});
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("--one-nic cannot be had"));
}

class Xen : public NetworkTest {
 protected:
  void SetUp() override {
    NetworkTest::SetUp();
    if (IsSkipped()) return;
    lab_.emplace(2);
    script_.emplace("xen.sh", lab_->sensor());
    write_file(script_->path("guest.cfg"), kConfig);
  }

  std::string call(const std::string& action, const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments = {action, "guest", "--config", script_->path("guest.cfg"),
                                          "--apply"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return script_->must(arguments);
  }
  std::string up() const { return call("up", {"--sniff", "eth1", "--sniff", "eth2"}); }

  // All that up may change about the interfaces: flags, masters, addresses, bridges, IPv6.
  std::string host_state() const {
    return must_run({"ip", "-o", "-d", "address"}, lab_->sensor()) +
           must_run(
               {"sysctl", "net.ipv6.conf.eth1.disable_ipv6", "net.ipv6.conf.eth2.disable_ipv6"},
               lab_->sensor());
  }

  static constexpr const char* kConfig = "name = 'guest'\nvif = [ 'bridge=xenbr0' ]\n";
  std::optional<Lab> lab_;
  std::optional<Script> script_;
};

TEST_F(Xen, AddsVifLinesAndTakesThemAway) {
  const std::string before = host_state();
  up();
  const std::string config = contents(script_->path("guest.cfg"));
  EXPECT_THAT(config,
              StartsWith(std::string(kConfig) + "# tapbond: begin\nvif += [ 'mac=00:16:3e:"));
  EXPECT_THAT(config, AllOf(HasSubstr(",bridge=tap-eth1'"), HasSubstr(",bridge=tap-eth2'")));
  const std::string during = host_state();
  up();
  EXPECT_EQ(contents(script_->path("guest.cfg")), config);
  EXPECT_EQ(host_state(), during);
  call("down");
  EXPECT_EQ(contents(script_->path("guest.cfg")), kConfig);
  EXPECT_EQ(host_state(), before);
  EXPECT_THAT(call("down"), IsEmpty());
}

// Not every kernel has the action "vlan", so that tc only writes down what it is called with.
TEST_F(Xen, GivesBothOutputsToOneVnic) {
  script_->stand_in("tc");
  const std::string before = host_state();
  call("up", {"--sniff", "eth1", "--sniff", "eth2", "--one-nic"});
  EXPECT_THAT(script_->calls(),
              AllOf(HasSubstr("tc qdisc add dev eth1 clsact"),
                    HasSubstr("tc filter add dev eth1 ingress pref 1 protocol all matchall action "
                              "vlan push id 10"),
                    HasSubstr("tc filter add dev eth2 ingress pref 1 protocol all matchall action "
                              "vlan push id 20")));
  EXPECT_THAT(contents(script_->path("guest.cfg")),
              AllOf(HasSubstr(",bridge=tap-eth1'"), Not(HasSubstr("tap-eth2"))));
  EXPECT_THAT(must_run({"ip", "link", "show", "master", "tap-eth1"}, lab_->sensor()),
              AllOf(HasSubstr("eth1"), HasSubstr("eth2")));
  call("down");
  EXPECT_THAT(script_->calls(), AllOf(HasSubstr("tc filter delete dev eth1 ingress pref 1"),
                                      HasSubstr("tc qdisc delete dev eth2 clsact")));
  EXPECT_EQ(host_state(), before);
}

TEST_F(Xen, TheSensorSeesEveryFrameAndSendsNone) {
  up();
  // The guest's end of its vif, as far as the bridge is concerned.
  const std::string dom0 = lab_->sensor();
  must_run({"ip", "link", "add", "vif1.1", "type", "veth", "peer", "name", "guest1"}, dom0);
  must_run({"ip", "link", "set", "vif1.1", "master", "tap-eth1", "up"}, dom0);
  must_run({"ip", "link", "set", "guest1", "arp", "off", "up"}, dom0);
  ASSERT_TRUE(eventually([&] {
    return must_run({"bridge", "link", "show", "dev", "vif1.1"}, dom0).find("state forwarding") !=
           std::string::npos;
  }));
  const auto at_guest = counter(dom0, "guest1", "rx_packets");
  EXPECT_EQ(lab_->send({"--count", "500", "--rate", "5000"}, {1}).at("tx1"), 500U);
  EXPECT_TRUE(eventually([&] { return counter(dom0, "guest1", "rx_packets") >= at_guest + 500; }));

  must_run({FRAME_SENDER, "-i", "guest1", "--count", "100"}, dom0);
  EXPECT_TRUE(eventually([&] { return counter(dom0, "vif1.1", "rx_packets") >= 100; }));
  EXPECT_EQ(counter(dom0, "eth1", "tx_packets"), 0U);
}

TEST_F(Xen, RefusesAnInterfaceWithAnAddress) {
  must_run({"ip", "address", "add", "192.0.2.1/24", "dev", "eth1"}, lab_->sensor());
  const std::string before = host_state();
  const Result result = (*script_)(
      {"up", "guest", "--config", script_->path("guest.cfg"), "--sniff", "eth1", "--apply"});
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("eth1 has an address"));
  EXPECT_EQ(host_state(), before);
  EXPECT_EQ(contents(script_->path("guest.cfg")), kConfig);
}

}  // namespace
}  // namespace tapbond::lab
