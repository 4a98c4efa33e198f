#include "sensor/sinks/session_sink.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <vector>

#include "sensor/posix/visible_text.h"
#include "sensor/sessions/log_schemas.h"
#include "sensor/sessions/sessions.h"
#include "sensor/traffic/conversations_now.h"

namespace tapbond {
namespace {

// A conversation of TCP with what its protocol's reader remembers, about.
constexpr std::size_t kBytesOfConversation = 1536;
constexpr std::size_t kMostConversations = 1'000'000;
constexpr std::size_t kShareOfReassembly = 4;

sessions::SessionOptions session_options(const SessionSinkOptions& options) {
  const std::size_t reassembly = options.memory / kShareOfReassembly;
  return {.most_conversations =
              std::min(kMostConversations, (options.memory - reassembly) / kBytesOfConversation),
          .reassembly_bytes = reassembly,
          .verify_checksums = options.verify_checksums};
}

class SessionSink final : public Sink {
 public:
  explicit SessionSink(const SessionSinkOptions& options)
      : logs_(options.logs),
        onlooker_(options.onlooker),
        sessions_(session_options(options), logs_, onlooker_.get()) {
    const bool one_file_each = options.logs.rotate_every == 0;
    files_open_ = options.logs.directory != "-" && one_file_each && geteuid() == 0;
    if (files_open_) call([this] { logs_.open_all(sessions::log_schemas()); });
  }

  void start() override {
    // Who was root may not come as far as the directory any more.
    if (!files_open_) call([this] { logs_.open_directory(); });
  }

  void add_interface(const Interface& interface) override {
    interfaces_.push_back(interface.linktype);
    const std::string& shown =
        interface.description.empty() ? interface.name : interface.description;
    sessions_.name_leg(interface.leg, shown);
  }

  void write(std::span<const Frame> batch) override {
    call([&] {
      for (const Frame& frame : batch) {
        logs_.reached(frame.stamp);
        sessions_.look({.stamp = frame.stamp,
                        .bytes = frame.bytes,
                        .captured = frame.captured,
                        .length = frame.length,
                        .linktype = interfaces_[frame.interface],
                        .leg = {}},
                       frame.leg);
        ++written_;
      }
    });
    tell();
  }

  void flush() override {
    call([this] { logs_.flush(); });
  }

  void progress(const Progress& progress) override {
    if (progress.reached == Progress::kUnknown) return;
    call([&] {
      sessions_.advance(progress.reached);
      logs_.reached(progress.reached);
      logs_.flush();
    });
    if (onlooker_) onlooker_->look(sessions_, progress.reached);
    tell();
  }

  void reopen() override {
    call([this] { logs_.reopen(); });
  }

  void finish(std::span<const InterfaceCounts>) override {
    call([this] {
      sessions_.finish();
      logs_.finish();
    });
    tell();
  }

  std::uint64_t written() const override { return written_; }

  std::string remark() const override {
    const std::uint64_t ended = ended_;
    const std::uint64_t open = open_;
    const std::uint64_t pushed_out = pushed_out_;
    std::string text = fmt::format("{} session{}", ended + open, ended + open == 1 ? "" : "s");
    if (pushed_out > 0)
      text += fmt::format(", {} of them logged early for want of memory", pushed_out);
    const std::uint64_t wrong = wrong_checksums_;
    if (wrong > 0)
      text += fmt::format("; {} packet{} with wrong checksums not counted (-K counts them)", wrong,
                          wrong == 1 ? "" : "s");
    return text;
  }

 private:
  template <typename Step>
  static void call(const Step& step) {
    try {
      step();
    } catch (const sessions::LogError& error) {
      throw SinkError(visible_text(error.what()), error.error());
    }
  }

  void tell() {
    ended_ = sessions_.ended();
    open_ = sessions_.open();
    pushed_out_ = sessions_.pushed_out();
    std::uint64_t wrong = 0;
    for (const char* name : {"bad_TCP_checksum", "bad_UDP_checksum", "bad_ICMP_checksum"}) {
      const auto known = sessions_.weird().find(name);
      if (known != sessions_.weird().end()) wrong += known->second;
    }
    wrong_checksums_ = wrong;
  }

  sessions::Logs logs_;
  const std::shared_ptr<ConversationsNow> onlooker_;
  sessions::Sessions sessions_;
  bool files_open_ = false;      // all of them, since before root was given up
  std::vector<int> interfaces_;  // their link types
  std::uint64_t written_ = 0;
  std::atomic<std::uint64_t> ended_ = 0;
  std::atomic<std::uint64_t> open_ = 0;
  std::atomic<std::uint64_t> pushed_out_ = 0;
  std::atomic<std::uint64_t> wrong_checksums_ = 0;
};

}  // namespace

std::unique_ptr<Sink> make_session_sink(const SessionSinkOptions& options) {
  return std::make_unique<SessionSink>(options);
}

}  // namespace tapbond
