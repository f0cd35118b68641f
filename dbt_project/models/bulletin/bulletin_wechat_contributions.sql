{{ bulletin_departments('wechat', '供稿单位', '供稿数量') }}
