"""Every board there is."""

from grafana_boards import citizens_path, engines, money, province, service, zalo
from grafana_boards.board import Board

BOARDS: tuple[Board, ...] = (
    province.BOARD,
    citizens_path.BOARD,
    *service.BOARDS,
    zalo.BOARD,
    money.BOARD,
    engines.BOARD,
)
