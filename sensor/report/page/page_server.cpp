// One thread runs all handlers: no fences, which the thread sanitizer does not know.
#define BOOST_ASIO_DISABLE_FENCED_BLOCK

#include "sensor/report/page/page_server.h"

#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <cstring>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "sensor/posix/thread_name.h"
#include "sensor/report/page/page_answers.h"

namespace tapbond {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::chrono::seconds kPatience{10};
constexpr std::uint32_t kMostHeader = 8192;  // bytes

// Answers one request after another of one connection, and is gone with it.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using Answer = std::function<PageAnswer(const PageRequest&)>;

  Connection(tcp::socket socket, Answer answer, std::size_t& open)
      : stream_(std::move(socket)), answer_(std::move(answer)), open_(open) {
    ++open_;
  }
  ~Connection() { --open_; }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void read() {
    parser_.emplace();
    parser_->header_limit(kMostHeader);
    parser_->body_limit(0);
    stream_.expires_after(kPatience);
    http::async_read(stream_, buffer_, *parser_,
                     [self = shared_from_this()](error_code error, std::size_t) {
                       if (!error) self->reply();
                     });
  }

 private:
  void reply() {
    const auto& request = parser_->get();
    const auto method = request.method_string();
    const auto target = request.target();
    const auto host = request[http::field::host];
    PageAnswer answer = answer_({.method = {method.data(), method.size()},
                                 .target = {target.data(), target.size()},
                                 .host = {host.data(), host.size()}});
    response_ = {};
    response_.version(request.version());
    response_.result(static_cast<unsigned>(answer.status));
    for (const auto& [name, value] : PageAnswers::headers()) response_.set(name, value);
    response_.set(http::field::content_type, answer.type);
    response_.keep_alive(request.keep_alive());
    response_.body() = std::move(answer.body);
    response_.prepare_payload();
    if (request.method() == http::verb::head) response_.body().clear();
    stream_.expires_after(kPatience);
    http::async_write(stream_, response_,
                      [self = shared_from_this()](error_code error, std::size_t) {
                        if (!error && self->response_.keep_alive()) self->read();
                      });
  }

  beast::tcp_stream stream_;
  Answer answer_;
  std::size_t& open_;
  beast::flat_buffer buffer_{kMostHeader};
  std::optional<http::request_parser<http::empty_body>> parser_;
  http::response<http::string_body> response_;
};

}  // namespace

class PageServer::Server {
 public:
  Server(const Endpoint& endpoint, std::optional<std::string> token)
      : answers_(std::move(token)), acceptor_(context_) {
    tcp::endpoint address;
    address.resize(endpoint.size);
    std::memcpy(address.data(), &endpoint.address, endpoint.size);
    try {
      acceptor_.open(address.protocol());
      acceptor_.set_option(tcp::acceptor::reuse_address(true));
      acceptor_.bind(address);
      acceptor_.listen();
    } catch (const boost::system::system_error& error) {
      const bool taken = error.code() == boost::system::errc::address_in_use;
      throw std::runtime_error(fmt::format(
          "--page {}: cannot listen there: {}{}", endpoint_text(endpoint.address),
          error.code().message(), taken ? "; another program has it: choose another port" : ""));
    }
  }

  ~Server() {
    context_.stop();
    if (thread_.joinable()) thread_.join();
  }

  void start() {
    accept();
    thread_ = std::thread([this] {
      name_this_thread("tapbond-page");
      context_.run();
    });
  }

  void publish(RunNumbers numbers) {
    const std::lock_guard lock(mutex_);
    answers_.publish(std::move(numbers));
  }

 private:
  PageAnswer answer(const PageRequest& request) {
    const std::lock_guard lock(mutex_);
    return answers_.answer(request);
  }

  void accept() {
    acceptor_.async_accept([this](error_code error, tcp::socket socket) {
      // One too many is closed as it goes out of scope.
      if (!error && open_ < kMostConnections) {
        std::make_shared<Connection>(
            std::move(socket), [this](const PageRequest& request) { return answer(request); },
            open_)
            ->read();
      }
      if (!error) return accept();
      // No descriptors are left: they come back.
      breath_.expires_after(std::chrono::milliseconds(100));
      breath_.async_wait([this](error_code) { accept(); });
    });
  }

  std::size_t open_ = 0;  // connections; the thread's own. First: they go with the context
  std::mutex mutex_;      // over the answers
  PageAnswers answers_;
  asio::io_context context_{1};
  tcp::acceptor acceptor_;
  asio::steady_timer breath_{context_};
  std::thread thread_;
};

PageServer::PageServer(const Endpoint& endpoint, std::optional<std::string> token)
    : server_(std::make_unique<Server>(endpoint, std::move(token))) {}
PageServer::~PageServer() = default;
void PageServer::start() { server_->start(); }
void PageServer::publish(RunNumbers numbers) { server_->publish(std::move(numbers)); }

}  // namespace tapbond
