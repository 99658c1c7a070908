"""REST endpoint of what a call needs to find its way."""

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from signaling.ice import ice_servers


class IceServerSerializer(serializers.Serializer[Any]):
    urls = serializers.ListField(child=serializers.CharField())
    username = serializers.CharField(required=False)
    credential = serializers.CharField(required=False)


class IceServersSerializer(serializers.Serializer[Any]):
    ice_servers = IceServerSerializer(many=True)
    transport_policy = serializers.ChoiceField(choices=["all", "relay"])
    expires_in = serializers.IntegerField()


class IceServers(APIView):
    """STUN and TURN servers, the latter with credentials of this person that expire."""

    throttle_scope = "ice"

    @extend_schema(responses=IceServersSerializer)
    def get(self, request: Request) -> Response:
        answer = {
            "ice_servers": ice_servers(user_id=request.user.pk),
            "transport_policy": settings.ICE_TRANSPORT_POLICY,
            "expires_in": settings.TURN_TTL_SECONDS,
        }
        return Response(answer, headers={"Cache-Control": "private, no-store"})
