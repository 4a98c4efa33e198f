// Each in a process of its own, which it never gets out of. Sanitizers do without the filter.
#ifndef TAPBOND_UNCONFINED

#include "sensor/linux/confinement.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <thread>

namespace tapbond {
namespace {

TEST(Confinement, KillsWhoTriesToExecuteAProgram) {
  EXPECT_EXIT(
      {
        confine();
        execl("/bin/true", "true", nullptr);
        _exit(0);
      },
      testing::KilledBySignal(SIGSYS), "");
}

TEST(Confinement, KillsWhoTriesToTraceAProcess) {
  EXPECT_EXIT(
      {
        confine();
        ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
        _exit(0);
      },
      testing::KilledBySignal(SIGSYS), "");
}

// Answers with the number of the first check that fails.
int refused() {
  confine();
  if (fork() >= 0 || errno != EPERM) return 1;
  if (mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
          MAP_FAILED ||
      errno != EPERM) {
    return 2;
  }
  if (socket(AF_ALG, SOCK_SEQPACKET, 0) >= 0 || errno != EPERM) return 3;
  if (kill(getppid(), 0) == 0 || errno != EPERM) return 4;
  if (setuid(0) == 0 || errno != EPERM) return 5;
  return 0;
}

TEST(Confinement, RefusesWhatACaptureDoesNotNeed) {
  EXPECT_EXIT(_exit(refused()), testing::ExitedWithCode(0), "");
}

int granted(const std::string& path) {
  confine();
  bool ran = false;
  std::thread([&ran] { ran = true; }).join();
  if (!ran) return 1;
  for (const int domain : {AF_INET, AF_UNIX}) {
    const int fd = socket(domain, SOCK_DGRAM, 0);
    if (fd < 0 || close(fd) != 0) return 2;
  }
  {
    std::ofstream file(path);
    if (!(file << "capture" << std::flush)) return 3;
  }
  if (std::rename(path.c_str(), (path + "1").c_str()) != 0) return 4;
  if (!std::filesystem::remove(path + "1")) return 5;
  if (std::ifstream("/proc/self/status").peek() != 'N') return 6;
  return 0;
}

TEST(Confinement, GrantsThreadsSocketsAndFiles) {
  const std::string path = testing::TempDir() + "confined" + std::to_string(getpid());
  EXPECT_EXIT(_exit(granted(path)), testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace tapbond

#endif
