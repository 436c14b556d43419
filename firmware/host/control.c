#include "control.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static bool without_waiting(int fd) {
  return fcntl(fd, F_SETFL, O_NONBLOCK) == 0 && fcntl(fd, F_SETFD, FD_CLOEXEC) == 0;
}

bool control_open(struct control *control, const char *path, struct bench *bench) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  control->bench = bench;
  for (size_t i = 0; i < CONTROL_CLIENTS; i++) control->clients[i].fd = -1;
  errno = ENAMETOOLONG;
  if (strlen(path) >= sizeof address.sun_path) return false;
  strcpy(address.sun_path, path);
  unlink(path);
  control->listener = socket(AF_UNIX, SOCK_STREAM, 0);
  return control->listener >= 0 && without_waiting(control->listener) &&
         bind(control->listener, (const struct sockaddr *)&address, sizeof address) == 0 &&
         chmod(path, S_IRUSR | S_IWUSR) == 0 && listen(control->listener, CONTROL_CLIENTS) == 0;
}

size_t control_poll(const struct control *control, struct pollfd *fds) {
  size_t count = 0;
  fds[count++] = (struct pollfd){.fd = control->listener, .events = POLLIN};
  for (size_t i = 0; i < CONTROL_CLIENTS; i++) {
    if (control->clients[i].fd >= 0) fds[count++] = (struct pollfd){.fd = control->clients[i].fd, .events = POLLIN};
  }
  return count;
}

static void hang_up(struct control_client *client) {
  close(client->fd);
  client->fd = -1;
}

static void accept_clients(struct control *control) {
  int fd;
  while ((fd = accept(control->listener, NULL, NULL)) >= 0) {
    size_t i = 0;
    while (i < CONTROL_CLIENTS && control->clients[i].fd >= 0) i++;
    if (i == CONTROL_CLIENTS || !without_waiting(fd)) {
      close(fd);
      continue;
    }
    control->clients[i].fd = fd;
    control->clients[i].length = 0;
  }
}

/** @returns false when the client does not take its answer */
static bool answer(const struct control *control, int fd, char *line, lk_ms now) {
  char text[ANSWER_MAX + 1];
  size_t length = commands_run(control->bench, line, now, text, ANSWER_MAX);
  text[length++] = '\n';
  return send(fd, text, length, MSG_NOSIGNAL) == (ssize_t)length;
}

static void serve(const struct control *control, struct control_client *client, lk_ms now) {
  char *room = client->line + client->length;
  ssize_t count = recv(client->fd, room, sizeof client->line - client->length, 0);
  char *end;
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (count <= 0) {
    hang_up(client);
    return;
  }
  client->length += (size_t)count;
  while ((end = memchr(client->line, '\n', client->length)) != NULL) {
    size_t used = (size_t)(end - client->line) + 1;
    *end = '\0';
    if (!answer(control, client->fd, client->line, now)) {
      hang_up(client);
      return;
    }
    client->length -= used;
    memmove(client->line, client->line + used, client->length);
  }
  if (client->length == sizeof client->line) hang_up(client);
}

void control_run(struct control *control, lk_ms now) {
  accept_clients(control);
  for (size_t i = 0; i < CONTROL_CLIENTS; i++) {
    if (control->clients[i].fd >= 0) serve(control, &control->clients[i], now);
  }
}
