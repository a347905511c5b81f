"""Error pages: the right status, the user's language, a request number."""


def test_the_front_door_opens(client):
    response = client.get("/")
    assert response.status_code == 200
    assert "产教对接平台" in response.text


def test_an_unknown_page_is_told_with_a_request_number(client):
    response = client.get("/nowhere")
    assert response.status_code == 404
    assert "没有找到" in response.text
    assert response.headers["X-Request-ID"]


def test_readiness_asks_the_database(client):
    assert client.get("/readyz").get_json() == {"status": "ok"}
